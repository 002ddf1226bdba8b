"""What a file says: a content for each row, or each fault with its row and column."""

import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from proposals.document.declaration import SECTIONS
from proposals.document.places import places
from proposals.exchange.packed import packed, unpacked
from proposals.exchange.reading import read
from proposals.exchange.spreadsheet import read_csv, read_xlsx, safe, to_csv, to_xlsx, unsafe
from proposals.exchange.template import template
from tests.exchange.files import documents, sheet, table

LONG = "word " * 700
STATEMENTS = ["E.competencies.1.statement", "E.competencies.2.statement"]
EMPTY_FIRST = "Number 1 is empty, and a later one is not."
# (code of the column, what the cell says, what the message must say): each a fault of its own.
FAULTS = [
    ("A.title.en", "x" * 121, "At most 120 characters"),
    ("A.badge_name", "b" * 41, "At most 40 characters"),
    ("A.summary.en", "one " * 61, "61 words; at most 60"),
    ("A.summary.fr", "un " * 62, "62 words; at most 60"),
    ("A.purpose", "one " * 301, "301 words; at most 300"),
    ("A.kind", "old", "“old” is none of"),
    ("A.fast_track", "perhaps", "“perhaps” is neither yes nor no"),
    ("A.cip", "11.01010", "At most 7 characters"),
    ("A.keywords", "; ".join(map(str, range(11))), "At most 10"),
    ("B.responsible_unit", "u" * 201, "At most 200 characters"),
    ("B.contact_email", "nobody", "no e-mail address"),
    ("B.public_contact", "a@b@c", "no e-mail address"),
    ("B.web_page", "http://example.org", "begins with https://"),
    ("B.approval_date", "31/12/2026", "YYYY-MM-DD"),
    ("B.approval_reference", "r" * 121, "At most 120 characters"),
    ("C.need_statement", "one " * 501, "501 words; at most 500"),
    ("C.evidence.1.type", "rumour", "“rumour” is none of"),
    ("C.evidence.1.date", "last year", "YYYY-MM-DD"),
    ("C.evidence.1.link", "ftp://example.org", "begins with https://"),
    ("C.noc", "99999", "“99999” is not in the list"),
    ("C.naics", "00", "“00” is not in the list"),
    ("C.region", "r" * 121, "At most 120 characters"),
    ("C.openings", "many", "“many” is no whole number"),
    ("C.learners", "-1", "At least 0"),
    ("C.partners.1.part", "sleep", "“sleep” is none of"),
    ("C.duplication", "one " * 302, "302 words; at most 300"),
    ("D.audience", "one " * 151, "151 words; at most 150"),
    ("D.prerequisites", "one " * 152, "152 words; at most 150"),
    ("D.instruction_languages", "en; xx", "“xx” is none of"),
    ("D.assessment_languages", "klingon", "“klingon” is none of"),
    ("E.competencies.1.kind", "magic", "“magic” is none of"),
    ("E.competencies.2.level", "nine", "“nine” is none of"),
    ("E.alignments.1.uri", "example.org", "begins with https://"),
    ("E.level", "12", "“12” is none of"),
    ("F.assessments.1.method", "guess", "“guess” is none of"),
    ("F.assessments.1.weight", "half", "“half” is no whole number"),
    ("F.assessments.1.must_pass", "maybe", "“maybe” is neither yes nor no"),
    ("F.assessments.1.covers", "9", "There is no competency 9"),
    ("F.criteria", "one " * 303, "303 words; at most 300"),
    ("G.total_hours", "0.5", "At least 1"),
    ("G.breakdown.1.hours", "ten", "“ten” is no number"),
    ("G.weeks", "105", "At most 104"),
    ("G.credits", "61", "At most 60"),
    ("G.credit_status", "both", "“both” is none of"),
    ("G.mode", "telepathy", "“telepathy” is none of"),
    ("G.first_start", "2026-13-01", "YYYY-MM-DD"),
    ("G.outline.1.hours", "1h", "“1h” is no number"),
    ("H.transcript", "unsure", "“unsure” is none of"),
    ("I.price", "1,000,000", "is no number"),
    ("J.review_cycle", "18", "“18” is none of"),
]


def one_fault_a_row() -> list[list[str]]:
    """A file of rows that are right but for one cell each."""
    codes = list(dict.fromkeys(["A.title.en", "E.competencies.1.statement", *(code for code, _cell, _s in FAULTS)]))
    rows = [codes, codes]
    for number, (code, cell, _sentence) in enumerate(FAULTS, 1):
        values = {"A.title.en": f"Course {number}", "E.competencies.1.statement": "Measure", code: cell}
        rows.append([values.get(name, "") for name in codes])
    return rows


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_fifty_faults_are_fifty_messages_each_at_its_cell(extension, record_property):
    rows = one_fault_a_row()
    data = to_csv(rows) if extension == "csv" else to_xlsx([("Proposals", rows)])
    found = read(data, extension).faults
    assert len(FAULTS) == len(set(FAULTS)) == 50
    assert [(fault.row, fault.place) for fault in found] == [(n, code) for n, (code, _c, _s) in enumerate(FAULTS, 3)]
    for fault, (code, _cell, sentence) in zip(found, FAULTS, strict=True):
        assert sentence in fault.sentence
        assert rows[1].index(code) == letter_index(fault.column)
    record_property("precise messages for 50 faults", len(found))


def letter_index(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_a_spreadsheet_means_what_it_was_made_of(extension):
    contents = documents(6)
    found = read(sheet(contents, extension), extension)
    assert found.faults == []
    assert [content for _row, content in found.rows] == contents
    assert [row for row, _content in found.rows] == list(range(3, 9))


def test_the_template_has_a_column_for_every_field_and_reads_as_empty():
    for extension, reader in (("csv", read_csv), ("xlsx", read_xlsx)):
        rows = reader(template(extension))
        codes = set(rows[1])
        assert codes == {place.name for place in places(5)}
        for one in SECTIONS:
            for field in one.fields:
                assert one.key == "K" or any(code.startswith(f"{one.key}.{field.key}") for code in codes)
        assert [fault.sentence for fault in read(template(extension), extension).faults] == [
            "The file holds no proposal."
        ]


@pytest.mark.parametrize(
    ("rows", "row", "column", "sentence"),
    [
        ([["A"], ["A.nothing"], ["x"]], 2, "A", "There is no field “A.nothing”."),
        ([["A", "A"], ["A.title.en", "A.title.en"], ["x", "y"]], 2, "B", "The same field stands in column A."),
        ([["A"], ["A.badge_name"], ["x"]], 3, "", "Give the microcredential a title."),
        ([["A"], ["A.title.en"], ["x"], ["X "]], 4, "", "The same title stands in row 3."),
        ([["A"], ["A.title.en"], ["x", "y"]], 3, "B", "This column has no field in the second row."),
        ([["A", "B", "C"], ["A.title.en", *STATEMENTS], ["x", "", "y"]], 3, "B", EMPTY_FIRST),
        ([["A"]], 0, "", "The second row names the columns. Begin with our template."),
    ],
)
def test_what_is_wrong_with_the_table_is_said(rows, row, column, sentence):
    found = read(to_csv(rows), "csv").faults
    assert (row, column, sentence) in {(fault.row, fault.column, fault.sentence) for fault in found}


@pytest.mark.parametrize("extension", ["csv", "xlsx", "json"])
@given(data=st.binary(max_size=400))
def test_any_bytes_are_answered_with_a_sentence(extension, data):
    found = read(data, extension)
    assert found.faults
    assert all(fault.sentence for fault in found.faults)


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"xl/sharedStrings.xml": bytes(90_000_000)}, "unpacks to far more"),
        ({f"p{number}.xml": b"" for number in range(501)}, "unpacks to far more"),
        ({"xl/vbaProject.bin": b"x"}, "macros"),
        ({"xl/workbook.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'}, "declarations"),
        ({"hello.txt": b"x"}, "no XLSX file"),
    ],
)
def test_a_hostile_spreadsheet_is_refused_unread(parts, sentence):
    [fault] = read(zipped(parts), "xlsx").faults
    assert sentence in fault.sentence


def test_a_formula_is_not_read_as_a_value():
    book = Workbook()
    sheet = book.active
    sheet.append(["Title"])
    sheet.append(["A.title.en"])
    sheet.append(['=HYPERLINK("https://example.org")'])
    out = io.BytesIO()
    book.save(out)
    assert "holds a formula" in read(out.getvalue(), "xlsx").faults[0].sentence


@given(st.text(max_size=40).filter(lambda text: "\x00" not in text and "\r" not in text))
def test_a_text_keeps_its_meaning_and_begins_no_formula(text):
    written = safe(text)
    assert unsafe(written) == text
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r"))


texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)


@given(texts, texts, st.lists(texts, max_size=5))
def test_json_goes_out_and_in_and_out_byte_for_byte(english, french, keywords):
    contents = [{**documents(1)[0], "A": {"title": {"en": english, "fr": french}, "keywords": keywords}}]
    data = packed(contents)
    assert packed(unpacked(data)) == data
    assert unpacked(data) == contents


@pytest.mark.parametrize(
    ("whole", "sentence"),
    [
        ([], "holds no proposals of Tidemark"),
        ({"format": "tidemark-proposals", "version": 9, "proposals": []}, "another version"),
        ({"format": "tidemark-proposals", "version": 1, "proposals": [7]}, "Expected an object"),
        ({"format": "tidemark-proposals", "version": 1, "proposals": [{"K": {"accuracy": {}}}]}, "not imported"),
        ({"format": "tidemark-proposals", "version": 1, "proposals": [{}]}, "Give the microcredential a title"),
    ],
)
def test_json_of_another_shape_is_refused(whole, sentence):
    assert sentence in read(json.dumps(whole).encode(), "json").faults[0].sentence


def test_a_thousand_rows_and_no_more():
    rows = table(documents(1))
    many = [*rows[:2], *([["x"] * 3] * 1001)]
    assert "At most 1000 proposals" in read(to_csv(many), "csv").faults[0].sentence
