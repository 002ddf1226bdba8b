"""DOCX and XLSX: a ZIP of XML parts. Refused: bombs, macros, what loads from elsewhere, what hides beside the parts."""

import io
import re
import struct
import zipfile
import zlib

from django.utils.translation import gettext as _

from proposals.files.refused import Refused, damaged, swollen, twofold

MAX_PARTS, MAX_UNPACKED = 500, 60_000_000
STEP = 256_000
END = b"PK\x05\x06"
MAIN = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
}
INSIDE = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"MZ", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x7fELF")
ACTIVE = re.compile(r"vbaproject|activex|oleobject|\.(exe|dll|js|vbs|bat|html?)$", re.IGNORECASE)
UNREADABLE = (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, RuntimeError, ValueError, struct.error)
DECLARATION = re.compile(rb"<!\s*(doctype|entity)", re.IGNORECASE)
RELATION = re.compile(rb"<[^<>]*Relationship\s[^<>]*>")


def office_kind(data: bytes) -> str:
    """ "docx" or "xlsx". Raises Refused."""
    try:
        _check_edges(data)
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_entries(package.infolist(), len(data))
            for entry in package.infolist():
                _check_part(package, entry)
            types = package.read("[Content_Types].xml")
    except Refused:
        raise
    except UNREADABLE:
        raise damaged() from None
    if b"macroEnabled" in types:
        raise Refused(_("The file holds macros. Save it without them."))
    kinds = {kind for mark, kind in MAIN.items() if mark in types}
    if len(kinds) != 1:
        raise Refused(_("Choose a PDF, DOCX, XLSX, PNG, JPEG or CSV file."))
    return kinds.pop()


def _check_edges(data: bytes) -> None:
    """The package fills the file: nothing before, behind, or in a comment."""
    end = data.rfind(END)
    if end < 0 or end + 22 > len(data):
        raise damaged()
    (comment,) = struct.unpack("<H", data[end + 20 : end + 22])
    if comment or end + 22 != len(data):
        raise twofold()


def _check_entries(entries: list[zipfile.ZipInfo], size: int) -> None:
    names = {entry.filename for entry in entries}
    declared = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_PARTS or declared > MAX_UNPACKED:
        raise swollen()
    placed = sorted(entries, key=lambda entry: entry.header_offset)
    ends = [entry.header_offset + 30 + entry.compress_size for entry in placed]
    starts = [entry.header_offset for entry in placed[1:]] + [size]
    overlapping = any(end > start for end, start in zip(ends, starts, strict=True))
    if not placed or placed[0].header_offset != 0 or overlapping or len(names) != len(entries):
        raise damaged()
    for entry in entries:
        if entry.flag_bits & 1:
            raise Refused(_("The file is protected by a password. Save it without one."))
        if ACTIVE.search(entry.filename):
            raise Refused(_("The file holds something that runs. Save it without macros and embedded objects."))


def _check_part(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Unpacks once, a piece at a time; `zipfile` stops at the declared size and compares the checksum."""
    markup = entry.filename.endswith((".xml", ".rels"))
    before = b""
    with package.open(entry) as part:
        first = True
        while piece := part.read(STEP):
            if first and piece.startswith((b"\xff\xfe", b"\xfe\xff")) and markup:
                raise damaged()
            if first and piece.startswith(INSIDE):
                raise Refused(_("The file holds another file inside. Take it out and attach it by itself."))
            seen = before + piece
            if markup and DECLARATION.search(seen):
                raise Refused(_("The file holds declarations that a document does not need."))
            if entry.filename.endswith(".rels"):
                _check_relations(seen)
            before, first = seen[-4000:], False


def _check_relations(text: bytes) -> None:
    for relation in RELATION.findall(text):
        if b"External" in relation and b"/hyperlink" not in relation:
            raise Refused(_("The file loads something from elsewhere. Put it into the file itself."))
