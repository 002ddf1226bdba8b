"""Tables as CSV and XLSX, both ways. No written cell is a formula, and no read one is followed."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.exceptions import InvalidFileException

# What spreadsheet programs take for the beginning of a formula, with the full-width forms that some fold to it.
FORMULA = re.compile("^'*[=+\\-@\\t\\r\uff1d\uff0b\uff0d\uff20]")
MAX_ROWS, MAX_COLUMNS = 1000, 1500
UNPACKED = 80_000_000  # bytes, all parts of an XLSX together
PARTS = 500


class UnreadableFile(ValueError):
    """`sentence` says what is wrong with the file as a whole."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Formula(str):
    """A cell that holds a formula; its text."""


def safe(text: str) -> str:
    """The text with an apostrophe before what would be a formula; `unsafe` takes it away again."""
    return f"'{text}" if FORMULA.match(text) else text


def unsafe(text: str) -> str:
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def to_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with a byte-order mark, so that spreadsheet programs read the accents."""
    out = io.StringIO()
    csv.writer(out).writerows([[safe(text) for text in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(sheets: Iterable[tuple[str, Iterable[Sequence[str]]]]) -> bytes:
    """Every cell is a text."""
    book = Workbook(write_only=True)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([_text_cell(sheet, text) for text in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text_cell(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    return cell


def read_csv(data: bytes) -> list[list[Any]]:
    """Raises UnreadableFile."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile(_("Save the file as “CSV UTF-8”: this one holds other characters.")) from None
    if "\x00" in text:
        raise UnreadableFile(_("This is no CSV file."))
    delimiter = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows = [[unsafe(cell) for cell in row] for row in reader]
    except csv.Error:
        raise UnreadableFile(_("This is no CSV file.")) from None
    return _limited(rows)


def read_xlsx(data: bytes) -> list[list[Any]]:
    """The sheet named Proposals, or the first one. Raises UnreadableFile."""
    try:
        _check_parts(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheet = book["Proposals"] if "Proposals" in book.sheetnames else book.worksheets[0]
        sheet.reset_dimensions()
        return _limited(
            [_cell(cell) for cell in row] for row in sheet.iter_rows(max_row=MAX_ROWS + 4, max_col=MAX_COLUMNS)
        )
    except UnreadableFile:
        raise
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, ValueError, OSError, SyntaxError):
        raise UnreadableFile(_("This is no XLSX file, or it is damaged.")) from None


def _cell(cell: Any) -> Any:
    if getattr(cell, "data_type", "") == "f":
        return Formula(cell.value)
    return cell.value


def _check_parts(data: bytes) -> None:
    """Nothing that unpacks to more than it should, runs, or reads other files."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        entries = parts.infolist()
        if len(entries) > PARTS or sum(entry.file_size for entry in entries) > UNPACKED:
            raise UnreadableFile(_("The file unpacks to far more than its size. It is not read."))
        if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
            raise UnreadableFile(_("The file holds macros. Save it as XLSX without them."))
        for entry in entries:
            if entry.filename.endswith((".xml", ".rels")) and b"<!" in _beginning(parts, entry):
                raise UnreadableFile(_("The file holds declarations that a spreadsheet does not need. It is not read."))


def _beginning(parts: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with parts.open(entry) as part:
        return part.read(2000)


def _limited(rows: Iterable[list[Any]]) -> list[list[Any]]:
    """Without empty rows at the end. Raises UnreadableFile for too many."""
    found: list[list[Any]] = []
    filled = 0
    for row in rows:
        while row and row[-1] in (None, ""):
            row.pop()
        found.append(row)
        filled = len(found) if row else filled
        if filled > MAX_ROWS + 2:
            raise UnreadableFile(_("At most %(count)d proposals in one file.") % {"count": MAX_ROWS})
        if len(row) > MAX_COLUMNS:
            raise UnreadableFile(_("At most %(count)d columns.") % {"count": MAX_COLUMNS})
    return found[:filled]


def column_letter(index: int) -> str:
    """Of a column from 1, as spreadsheets count: 1 is A, 27 is AA."""
    letters = ""
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
