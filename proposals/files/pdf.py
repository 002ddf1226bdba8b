"""PDF: refused are scripts, programs, files inside, bombs, protection, and what hides behind the end.

It is a filter, not a parser: what it cannot look into it refuses, and the reader's own program stands behind it.
"""

import base64
import binascii
import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from proposals.files.refused import Refused, bounded, damaged, swollen, twofold

MAX_UNPACKED = 150_000_000
MAX_OBJECTS = 20_000_000  # bytes of object streams, which are looked into
MAX_STREAMS = 50_000
MAX_ARMOURED = 1_000_000  # bytes of streams written as text, which unpack slowly
MAX_TAIL = 64
STREAM = re.compile(rb"stream\r?\n")
PACKED = re.compile(rb"/(?:FlateDecode|Fl)(?![A-Za-z])")
ARMOURED = re.compile(rb"/(?:ASCII85Decode|A85|ASCIIHexDecode|AHx)(?![A-Za-z])")
HEXADECIMAL = re.compile(rb"/(?:ASCIIHexDecode|AHx)(?![A-Za-z])")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
RUNS = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|GoToE)(?![A-Za-z0-9])")
MARKUP = re.compile(rb"<\s*(script|html|!doctype)", re.IGNORECASE)


def check_pdf(data: bytes) -> None:
    """Raises Refused."""
    end = data.rfind(b"%%EOF")
    if end < 0:
        raise damaged()
    if data[end + 5 :].strip(b"\r\n\t \0") or len(data) - end > MAX_TAIL or MARKUP.search(data[:1024]):
        raise twofold()
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise twofold()
    _check_streams(data)


def _check_streams(data: bytes) -> None:
    total = looked = armoured = place = 0
    for number, (head, body, after) in enumerate(_streams(data), 1):
        _check_text(data[place : after - len(body)])
        place = after
        packed = len(PACKED.findall(head))
        if number > MAX_STREAMS or packed > 1 or b"LZWDecode" in head:
            raise swollen()
        if ARMOURED.search(head):
            armoured += len(body)
            if armoured > MAX_ARMOURED:
                raise swollen()
            body = _unarmoured(head, body)
        if b"/ObjStm" in head:
            looked += _look_into(packed, body, MAX_OBJECTS - looked)
        elif packed:
            total += bounded(body, MAX_UNPACKED - total)
        if total >= MAX_UNPACKED:
            raise swollen()
    _check_text(data[place:])


def _unarmoured(head: bytes, body: bytes) -> bytes:
    """A stream written as text, in bytes."""
    text = b"".join(body.split())
    try:
        if HEXADECIMAL.search(head):
            return binascii.unhexlify(text.rstrip(b">"))
        return base64.a85decode(text.removeprefix(b"<~").removesuffix(b"~>"))
    except ValueError:
        raise damaged() from None


def _streams(data: bytes) -> Iterator[tuple[bytes, bytes, int]]:
    """(dictionary before it, its bytes, where it ends) of each stream, in order."""
    place = 0
    while (found := STREAM.search(data, place)) is not None:
        end = data.find(b"endstream", found.end())
        if end < 0:
            raise damaged()
        start = max(place, data.rfind(b"obj", place, found.start()))
        yield _plain(data[start : found.start()]), data[found.end() : end], end
        place = end + len(b"endstream")


def _look_into(packed: int, body: bytes, limit: int) -> int:
    """Objects that stand packed in a stream are looked at like the others. Returns how many bytes they are."""
    if not packed:
        _check_text(body)
        return len(body)
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(body, max(limit, 1))
    except zlib.error:
        raise damaged() from None
    if unpacker.unconsumed_tail:
        raise swollen()
    _check_text(text)
    return len(text)


def _check_text(text: bytes) -> None:
    plain = _plain(text)
    if RUNS.search(plain):
        raise Refused(_("The PDF holds a script, a program or another file. Print it to PDF again without them."))
    if re.search(rb"/Encrypt(?![A-Za-z])", plain):
        raise Refused(_("The PDF is protected. Save it without protection, so that it can be checked and read."))


def _plain(text: bytes) -> bytes:
    """Names may be written with #xx for any letter."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), text)
