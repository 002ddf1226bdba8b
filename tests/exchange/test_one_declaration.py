"""A field is declared once and stands everywhere: form, comparison, exports, API description, print, import."""

import io
import json

import pytest
from pypdf import PdfReader

from proposals.document.comparing import compared
from proposals.document.declaration import SECTIONS, section
from proposals.document.schema import schema
from proposals.document.shapes import Change, Field, Kind, Requirement
from proposals.exchange.reading import read
from proposals.exchange.spreadsheet import read_xlsx, to_csv
from proposals.exchange.template import template
from proposals.writing.selectors import working
from tests.writing.test_pages import address, form_of

ADDED = Field(
    "tide_table",
    "Tide table",
    Kind.TEXT,
    Requirement.OPTIONAL,
    Change.MINOR,
    public=True,
    hint="When the water is low.",
    max_chars=80,
)


@pytest.fixture
def added():
    """Section D with one field more, as a line more in its declaration would make it."""
    learner = section("D")
    before = learner.fields
    object.__setattr__(learner, "fields", (*before, ADDED))
    yield
    object.__setattr__(learner, "fields", before)


def test_a_field_added_in_one_place_is_everywhere(world, added):
    story = world.story()
    ada = world.client("ada")
    form = ada.get(address(story, "D")).content.decode()
    assert 'name="tide_table"' in form
    assert "When the water is low." in form
    assert ada.post(address(story, "D"), form_of(story, "D", tide_table="Low at nine")).status_code == 302
    assert [change.label for change in compared(story.content, working(story.proposal), "en")] == ["Tide table"]

    home = f"/work/proposals/{story.proposal.pk}/"
    assert "Tide table" in ada.get(f"{home}revisions/compare/").content.decode()
    assert "Low at nine" in ada.get(f"{home}document/").content.decode()
    packed = json.loads(ada.get(f"{home}document.json").content)
    assert packed["proposals"][0]["D"]["tide_table"] == "Low at nine"
    page = ada.get(f"{home}document.html").content.decode()
    assert "<dt>Tide table</dt><dd>Low at nine</dd>" in page
    pdf = PdfReader(io.BytesIO(ada.get(f"{home}document.pdf").content))
    assert "Low at nine" in " ".join(sheet.extract_text() for sheet in pdf.pages)
    assert "tide_table" in ada.get("/schema/proposal.json").json()["properties"]["D"]["properties"]
    assert "D.tide_table" in read_xlsx(template("xlsx"))[1]
    rows = read(to_csv([["", ""], ["A.title.en", "D.tide_table"], ["New", "High at three"]]), "csv").rows
    assert rows == [(3, {"A": {"title": {"en": "New"}}, "D": {"tide_table": "High at three"}})]


def test_every_declared_field_is_in_the_api_description_and_the_template():
    described = schema()["properties"]
    codes = {".".join(code.split(".")[:2]) for code in read_xlsx(template("xlsx"))[1]}
    for one in SECTIONS:
        for field in one.fields:
            if field.kind != Kind.DECLARATION:
                assert field.key in described[one.key]["properties"]
                assert f"{one.key}.{field.key}" in codes
