"""What a file is, by what it holds. Pure: bytes in, a kind or a refusal out; nothing is decoded, run or followed.

Everything is bounded, so that a hostile file costs less than 2 seconds and 100 MB beside its own bytes.
"""

import csv
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from proposals.files.office import office_kind
from proposals.files.pdf import check_pdf
from proposals.files.refused import Refused, bounded, damaged, swollen, twofold

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "csv": "text/csv; charset=utf-8",
}
ENDINGS = {"jpg": "jpeg", **{kind: kind for kind in TYPES}}
MAX_SIDE, MAX_PIXELS = 12_000, 50_000_000
MAX_CHUNKS, MAX_TEXT = 10_000, 2_000_000  # of a PNG; bytes of its compressed texts
MAX_LINE = 100_000  # characters
PNG = b"\x89PNG\r\n\x1a\n"
STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # JPEG markers without a length
SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # JPEG frames: they hold height and width
MARKER = re.compile(b"\xff[^\x00\xd0-\xd7\xff]")
MARKUP = re.compile(r"<\s*(script|html|svg|!doctype|iframe|\?xml)", re.IGNORECASE)


def kind_of(data: bytes, name: str) -> str:
    """A key of TYPES. Raises Refused, with a sentence that says what to do."""
    ending = ENDINGS.get(name.rpartition(".")[2].lower())
    if ending is None:
        raise Refused(_("Choose a PDF, DOCX, XLSX, PNG, JPEG or CSV file."))
    if data.startswith(b"%PDF-"):
        kind = "pdf"
        check_pdf(data)
    elif data.startswith(b"PK\x03\x04"):
        kind = office_kind(data)
    elif data.startswith(PNG):
        kind = "png"
        _check_png(data)
    elif data.startswith(b"\xff\xd8\xff"):
        kind = "jpeg"
        _check_jpeg(data)
    else:
        kind = "csv"
        _check_csv(data, ending)
    if kind != ending:
        raise Refused(_("The name says %(name)s, but the file is %(kind)s.") % {"name": ending, "kind": kind})
    if kind not in {"docx", "xlsx"} and zipfile.is_zipfile(io.BytesIO(data)):
        raise twofold()
    return kind


def _check_png(data: bytes) -> None:
    place, texts, last = len(PNG), 0, b""
    for number in range(MAX_CHUNKS):
        if place + 12 > len(data):
            raise damaged()
        length, last = struct.unpack(">I4s", data[place : place + 8])
        body = data[place + 8 : place + 8 + length]
        check = data[place + 8 + length : place + 12 + length]
        if len(check) != 4 or struct.unpack(">I", check)[0] != zlib.crc32(last + body):
            raise damaged()
        if (number == 0) != (last == b"IHDR"):
            raise damaged()
        if last == b"IHDR":
            _check_size(*struct.unpack(">II", body[:8]))
        texts += _unpacked_text(last, body)
        if texts > MAX_TEXT:
            raise swollen()
        place += 12 + length
        if last == b"IEND":
            break
    _check_end(data, place, complete=last == b"IEND")


def _unpacked_text(name: bytes, body: bytes) -> int:
    """Bytes that a compressed text or profile of a PNG unpacks to, counted up to the limit."""
    if name not in {b"zTXt", b"iTXt", b"iCCP"}:
        return 0
    start = body.find(b"x", body.find(b"\0"))  # the first byte of a zlib stream
    return bounded(body[start:], MAX_TEXT) if start > 0 else 0


def _check_jpeg(data: bytes) -> None:
    size = None
    place = 2
    while place + 4 <= len(data):
        if data[place] != 0xFF:
            raise damaged()
        marker = data[place + 1]
        if marker == 0xFF or marker in STANDALONE:
            place += 1 if marker == 0xFF else 2
            continue
        if marker == 0xD9:
            break
        length = struct.unpack(">H", data[place + 2 : place + 4])[0]
        if marker in SIZES and place + 9 <= len(data):
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            size = (width, height)
        place += 2 + length
        if marker == 0xDA:
            found = MARKER.search(data, place)
            if found is None:
                raise damaged()
            place = found.start()
    if size is None:
        raise damaged()
    _check_size(*size)
    _check_end(data, place + 2, complete=data[place : place + 2] == b"\xff\xd9")


def _check_size(width: int, height: int) -> None:
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and width * height <= MAX_PIXELS):
        limits = {"side": MAX_SIDE, "pixels": MAX_PIXELS // 1_000_000}
        raise Refused(_("At most %(side)d pixels a side and %(pixels)d million in all. Save it smaller.") % limits)


def _check_end(data: bytes, end: int, *, complete: bool) -> None:
    if not complete:
        raise damaged()
    if end != len(data):
        raise Refused(_("Something stands after the end of the picture. Open it and save it again."))


def _check_csv(data: bytes, ending: str) -> None:
    wrong = Refused(_("The name says %(name)s, but the file is something else.") % {"name": ending})
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise wrong from None
    if ending != "csv" or re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", text) or MARKUP.search(text):
        raise wrong
    if text.lstrip().startswith(("%PDF", "PK", "{\\rtf", "#!", "<")):
        raise wrong
    if any(len(line) > MAX_LINE for line in text.splitlines()):
        raise Refused(_("A line of the file is far too long."))
    for row, cell in _cells(text):
        if cell.lstrip().startswith(("=", "@")):
            raise Refused(_("Row %(row)d holds a formula. Save the values only.") % {"row": row})


def _cells(text: str) -> Iterator[tuple[int, str]]:
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text, newline="")), 1):
            for cell in cells:
                yield from ((row, part) for part in cell.split(";"))
    except csv.Error:
        raise damaged() from None
