"""A file of proposals, read whole and checked whole: contents, or every fault with its row and column."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from proposals.document import places
from proposals.document.canonical import meaning
from proposals.document.cells import Unreadable, value_of
from proposals.document.checking import faults
from proposals.document.items import keys
from proposals.document.places import Place
from proposals.exchange.packed import unpacked
from proposals.exchange.spreadsheet import MAX_ROWS, Formula, UnreadableFile, column_letter, read_csv, read_xlsx

FIRST_ROW = 3  # below the labels and the codes
Content = dict[str, Any]


@dataclass(frozen=True)
class RowFault:
    """`row` counts as the file does (0: the whole file); `column` is its letter, or "" where there is none."""

    row: int
    column: str
    place: str
    sentence: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class Reading:
    """`rows` are (row, content); worth something only without faults."""

    rows: list[tuple[int, Content]] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)


def read(data: bytes, extension: str) -> Reading:
    """`extension` is "csv", "xlsx" or "json"."""
    try:
        if extension == "json":
            found = _from_json(unpacked(data))
        else:
            found = _from_table(read_xlsx(data) if extension == "xlsx" else read_csv(data))
    except UnreadableFile as refused:
        return Reading(faults=[RowFault(0, "", "", refused.sentence)])
    if not found.rows and not found.faults:
        found.faults.append(RowFault(0, "", "", _("The file holds no proposal.")))
    found.faults += _same_titles(found.rows)
    found.faults.sort(key=lambda one: one.row)
    return found


def _from_json(contents: list[Any]) -> Reading:
    found = Reading()
    if len(contents) > MAX_ROWS:
        raise UnreadableFile(_("At most %(count)d proposals in one file.") % {"count": MAX_ROWS})
    for row, content in enumerate(contents, 1):
        wrong = [RowFault(row, "", fault.place, fault.sentence) for fault in faults(content)]
        if not wrong:
            wrong = [RowFault(row, "", place, sentence) for place, sentence in _whole(content)]
        found.faults += wrong
        if not wrong:
            found.rows.append((row, content))
    return found


def _from_table(table: list[list[Any]]) -> Reading:
    found = Reading()
    columns = _columns(table[1] if len(table) > 1 else [], found.faults)
    if not columns and not found.faults:
        raise UnreadableFile(_("The second row names the columns. Begin with our template."))
    for row, cells in enumerate(table[FIRST_ROW - 1 :], FIRST_ROW):
        if any(cell not in (None, "") for cell in cells):
            _table_row(found, columns, row, cells)
    return found


def _columns(codes: list[Any], found: list[RowFault]) -> dict[int, Place]:
    """{index from 1: place}."""
    columns: dict[int, Place] = {}
    letters: dict[str, str] = {}
    for index, code in enumerate(codes, 1):
        name, letter = str(code or "").strip(), column_letter(index)
        place = places.find(name) if name else None
        if place is None and name:
            found.append(RowFault(2, letter, name, _("There is no field “%(name)s”.") % {"name": name[:60]}))
        elif place is not None and name in letters:
            sentence = _("The same field stands in column %(column)s.") % {"column": letters[name]}
            found.append(RowFault(2, letter, name, sentence))
        elif place is not None:
            columns[index], letters[name] = place, letter
    return columns


def _table_row(found: Reading, columns: Mapping[int, Place], row: int, cells: list[Any]) -> None:
    content: Content = {}
    wrong: list[RowFault] = []
    for index, cell in enumerate(cells, 1):
        if cell in (None, ""):
            continue
        letter = column_letter(index)
        if index not in columns:
            wrong.append(RowFault(row, letter, "", _("This column has no field in the second row.")))
        elif isinstance(cell, Formula):
            wrong.append(RowFault(row, letter, columns[index].name, _("This cell holds a formula. Write its result.")))
        else:
            try:
                places.put(content, columns[index].name, value_of(columns[index].field, cell))
            except Unreadable as refused:
                wrong.append(RowFault(row, letter, columns[index].name, refused.sentence))
    letters = {place.name: column_letter(index) for index, place in columns.items()}
    checked = [(fault.place, fault.sentence) for fault in faults(content)]
    told = {one.place for one in wrong}
    checked += [*_gaps(content, told), *_whole(content, told)]
    wrong += [RowFault(row, _letter(letters, place), place, sentence) for place, sentence in checked]
    found.faults += wrong
    if not wrong:
        found.rows.append((row, content))


def _letter(letters: Mapping[str, str], place: str) -> str:
    """The column of a place, or the first one of the field that it belongs to."""
    return letters.get(place) or next((letter for name, letter in letters.items() if name.startswith(f"{place}.")), "")


def _whole(content: Content, told: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """What a proposal needs beyond single fields: a title, and references to what is there."""
    title = content.get("A", {}).get("title") or {}
    if not any(str(text).strip() for text in title.values()) and not any(one.startswith("A.title") for one in told):
        yield "A.title", _("Give the microcredential a title.")
    known = keys(content.get("E", {}).get("competencies") or [])
    for number, item in enumerate(content.get("F", {}).get("assessments") or [], 1):
        for one in item.get("covers") or []:
            if one not in known:
                sentence = _("There is no competency %(number)s.") % {"number": str(one)[:20]}
                yield f"F.assessments.{number}.covers", sentence


def _gaps(content: Content, told: Collection[str]) -> Iterator[tuple[str, str]]:
    """Empty items before filled ones: what they would be is a guess, and references count them."""
    for section, values in content.items():
        for name, value in values.items():
            for number, item in enumerate(value if isinstance(value, list) else [], 1):
                place = f"{section}.{name}.{number}"
                if item == {} and not any(one.startswith(f"{place}.") for one in told):
                    yield place, _("Number %(number)d is empty, and a later one is not.") % {"number": number}


def _same_titles(rows: list[tuple[int, Content]]) -> Iterator[RowFault]:
    seen: dict[str, int] = {}
    for row, content in rows:
        title = content["A"]["title"]
        name = str(meaning(title.get("en") or title.get("fr"))).casefold()
        if name in seen:
            yield RowFault(row, "", "A.title", _("The same title stands in row %(row)d.") % {"row": seen[name]})
        seen.setdefault(name, row)
