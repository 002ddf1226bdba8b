"""The twelve published microcredentials come in; a file with faults does not."""

import json
from io import StringIO
from pathlib import Path
from time import perf_counter

import pytest
from django.core.management import CommandError, call_command

from partners.models import Organisation
from proposals.models import Proposal, Revision

PUBLISHED = Path(__file__).resolve().parents[2] / "data" / "microcredentials" / "published.json"


def load(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("import_proposals", path, *options, stdout=out, stderr=out)
    return out.getvalue()


def test_the_twelve_become_drafts_of_their_institutions(world, record_property):
    begun = perf_counter()
    load(PUBLISHED)
    record_property("seconds to import the twelve", round(perf_counter() - begun, 1))
    assert Proposal.objects.count() == 12
    assert set(Proposal.objects.values_list("state", flat=True)) == {"draft"}
    dalhousie = Proposal.objects.filter(lead=world.cast.organisations["dal"])
    assert set(dalhousie.values_list("title", flat=True)) == {
        "Program Design",
        "Indigenous Teaching and Learning Perspectives",
    }
    french = Proposal.objects.get(source_id="uqtr-etudes-autochtones")
    assert french.title_fr == french.title
    assert Revision.objects.get(proposal=french).content["A"]["title"] == {"fr": french.title_fr}


def test_authors_of_the_institution_find_them_in_their_work(world):
    load(PUBLISHED)
    assert "Program Design" in world.client("dev").get("/work/").content.decode()
    assert "Program Design" not in world.client("ada").get("/work/").content.decode()


def test_a_second_run_changes_nothing(world):
    load(PUBLISHED)
    before = Revision.objects.count(), Organisation.objects.count()
    assert "0 new drafts; 12 were there before." in load(PUBLISHED)
    assert (Revision.objects.count(), Organisation.objects.count()) == before


def test_a_dry_run_writes_nothing(world):
    organisations = Organisation.objects.count()
    assert "12 records are fit" in load(PUBLISHED, "--dry-run")
    assert (Proposal.objects.count(), Organisation.objects.count()) == (0, organisations)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"colour": "blue"}, "colour"),
        ({"hours": "twelve"}, "hours"),
        ({"hours": True}, "hours"),
        ({"weeks": 1.5}, "weeks"),
        ({"hours": -4}, "hours"),
        ({"noc_codes_guess": ["99999"]}, "noc_codes_guess"),
        ({"noc_codes_guess": [22310]}, "noc_codes_guess"),
        ({"naics_sector_guess": "999"}, "naics_sector_guess"),
        ({"language": "de"}, "language"),
        ({"languages_offered": ["de"]}, "languages_offered"),
        ({"title": "x" * 121}, "title"),
        ({"title": None}, "title"),
        ({"summary": "word " * 61}, "summary"),
        ({"competencies": "one"}, "competencies"),
        ({"competencies": [7]}, "competencies"),
        ({"credit_status": "perhaps"}, "credit_status"),
        ({"cost_amount": 1e9}, "cost_amount"),
        ({"digital_badge": "yes"}, "digital_badge"),
        ({"id": "mohawk-cp-mse"}, "id"),
    ],
)
def test_a_fault_is_named_by_row_and_field_and_nothing_is_written(world, tmp_path, change, field):
    records = json.loads(PUBLISHED.read_text())
    records[6] |= change
    path = tmp_path / "faulty.json"
    path.write_text(json.dumps(records))
    said = StringIO()
    with pytest.raises(CommandError, match="nothing was written"):
        call_command("import_proposals", path, stdout=said, stderr=said)
    assert f"row 7, {field}: " in said.getvalue()
    assert Proposal.objects.count() == 0


@pytest.mark.parametrize("text", ["", "{", "{}", "[1]", '["x"]', "[null]", b"\xff\xfe"])
def test_what_is_no_list_of_records_is_refused(world, tmp_path, text):
    path = tmp_path / "odd.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(CommandError):
        load(path)
    assert Proposal.objects.count() == 0
