"""What goes out: one document as JSON, web page and PDF; a list as a table. Each reader gets what they may read."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from openpyxl import load_workbook
from pypdf import PdfReader

from proposals.document.display import display
from proposals.exchange.packed import unpacked
from proposals.exchange.reading import read
from proposals.exchange.spreadsheet import FORMULA
from proposals.models import Proposal
from proposals.services import create_proposal
from tests.exchange.files import documents

HOSTILE = ['=cmd|"/c calc"!A1', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", "'=1", "<script>alert(1)</script>"]


@pytest.fixture
def story(world):
    return world.story()


def fetched(client, story, extension: str):
    return client.get(f"/work/proposals/{story.proposal.pk}/document.{extension}")


def begin(world, content):
    return create_proposal(actor=world.actor("ada"), institution=world.cast.organisations["acadia"], content=content)


def test_json_goes_out_and_comes_in_byte_for_byte(world, story):
    ada = world.client("ada")
    out = fetched(ada, story, "json").content
    [(_row, content)] = read(out, "json").rows
    content["A"]["title"]["en"] += " again"
    again = begin(world, content)
    back = ada.get(f"/work/proposals/{again.pk}/document.json").content
    assert back == out.replace(b'"en": "' + story.proposal.title.encode(), b'"en": "' + again.title.encode())


@pytest.mark.parametrize("extension", ["json", "html", "pdf"])
def test_a_download_is_a_download(world, story, extension):
    answer = fetched(world.client("ada"), story, extension)
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="{story.proposal.number}.{extension}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("extension", ["json", "html", "pdf"])
@pytest.mark.parametrize("key", ["neil", "emma", "cora", "rita", "elodie"])
def test_a_draft_goes_out_to_nobody_else(world, story, extension, key):
    assert fetched(world.client(key), story, extension).status_code == 404


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_web_page_holds_every_line_and_nothing_to_load(world, story, language):
    ada = world.client("ada")
    ada.cookies["django_language"] = language
    ada.post("/language/", {"language": language, "next": "/"})
    page = fetched(ada, story, "html").content.decode()
    assert f'<html lang="{language}">' in page
    assert not re.search(r"<script|<link|<img|src=|url\(", page)
    for section in display(story.content, language):
        for row in section.rows:
            assert row.lines == [] or escape(row.lines[0]) in page


def test_the_pdf_is_tagged_has_a_title_and_the_text(world, story):
    pdf = PdfReader(io.BytesIO(fetched(world.client("ada"), story, "pdf").content))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]) == "en"
    assert story.proposal.title in pdf.metadata.title
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pdf.pages))
    assert story.content["E"]["competencies"][0]["statement"][:40] in text


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text_everywhere(world, text):
    content = documents(1)[0]
    content["A"] = {**content["A"], "title": {"en": text}}
    content["D"]["audience"] = text + '<img src="file:///etc/passwd"><style>@import "https://example.org"</style>'
    proposal = begin(world, content)
    ada = world.client("ada")
    page = ada.get(f"/work/proposals/{proposal.pk}/document.html").content.decode()
    assert "<script" not in page
    assert "<img" not in page
    assert ada.get(f"/work/proposals/{proposal.pk}/document.pdf").status_code == 200
    rows = list(csv.reader(io.StringIO(ada.get("/work/proposals.csv").content.decode("utf-8-sig"), newline="")))
    assert not any(FORMULA.match(cell) and not cell.startswith("'") for row in rows for cell in row)
    [sheet] = load_workbook(io.BytesIO(ada.get("/work/proposals.xlsx").content)).worksheets
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} <= {"s", "inlineStr"}


def test_a_filtered_list_is_what_its_reader_sees(demo, db):
    rows = table(demo.client("cora"), "?state=submitted")
    assert {row["State"] for row in rows} == {"Submitted"}
    assert len(rows) == Proposal.objects.filter(state="submitted").count()
    own = {row["Institution"] for row in table(demo.client("ada"), "")}
    assert own == {"Acadia University"}
    assert table(demo.client("ada"), "?q=nothing-like-this") == []


def table(client, query: str) -> list[dict[str, str]]:
    text = client.get(f"/work/proposals.csv{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_queries_do_not_grow_with_the_list(world, story):
    ada = world.client("ada")
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as counted:
            assert ada.get("/work/proposals.xlsx").status_code == 200
        counts.append(len(counted))
        for content in documents(12 if not _round else 0):
            begin(world, content)
    assert counts[0] == counts[1]


def test_the_schema_is_public_and_takes_what_goes_out(client, world, story):
    schema = client.get("/schema/proposal.json").json()
    [content] = unpacked(fetched(world.client("ada"), story, "json").content)
    assert set(content) <= set(schema["properties"])
    for key, values in content.items():
        assert set(values) <= set(schema["properties"][key]["properties"])
