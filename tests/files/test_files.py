"""Files of a case: who attaches, who sees, what is kept, and how they are sent."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proposals.codesign.models import Endorsement
from proposals.files.models import Attachment
from proposals.files.services import MOST
from tests.files.clamd import EICAR, scanner
from tests.files.hostile import HONEST, HOSTILE, package, pdf

CANARY = "only-for-acadia-and-the-province"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.ATTACHMENTS_DIR = tmp_path / "attachments"
    return settings.ATTACHMENTS_DIR


@pytest.fixture
def story(world):
    return world.story()


def page_of(story) -> str:
    return f"/work/proposals/{story.proposal.pk}/files/"


def attach(client, story, name="plan.pdf", data=None, **fields):
    file = SimpleUploadedFile("x", HONEST["plan.pdf"] if data is None else data)
    file.name = name
    return client.post(page_of(story), {"section": "C", "file": file} | fields)


def guest(world, story):
    """A browser that came in by the mailed link."""
    return world.guest(Endorsement.objects.get(proposal=story.proposal))


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_an_author_attaches_sees_and_removes(world, story, folder):
    ada = world.client("ada")
    assert "No file is attached." in ada.get(page_of(story)).content.decode()
    assert attach(ada, story).status_code == 302
    file = Attachment.objects.get()
    assert "plan.pdf" in ada.get(page_of(story)).content.decode()
    answer = ada.get(f"/work/files/{file.pk}/")
    assert b"".join(answer) == HONEST["plan.pdf"]
    assert ada.get(f"/work/files/{file.pk}/remove/").status_code == 200
    assert Attachment.objects.filter(removed_at=None).count() == 1
    assert ada.post(f"/work/files/{file.pk}/remove/").status_code == 302
    assert ada.get(f"/work/files/{file.pk}/").status_code == 404
    assert len(kept(folder)) == 1


def test_it_is_sent_as_a_download_of_the_checked_type_in_a_sandbox(world, story):
    ada = world.client("ada")
    attach(ada, story, name="plan; filename=x.html; é.pdf")
    answer = ada.get(f"/work/files/{Attachment.objects.get().pk}/")
    assert b"".join(answer) == HONEST["plan.pdf"]
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].endswith("filename*=utf-8''plan%3B%20filename%3Dx.html%3B%20%C3%A9.pdf")


def test_on_disk_it_has_a_random_name_outside_what_is_served(world, story, folder, settings):
    attach(world.client("ada"), story, name="../../static/plan.pdf")
    [path] = kept(folder)
    assert path.name == Attachment.objects.get().stored
    assert len(path.name) == 32
    served = [Path(settings.STATIC_ROOT), settings.BASE_DIR / "static"]
    assert not any(root in Path(settings.VAR_DIR, "attachments").parents for root in served)


@pytest.mark.parametrize("key", ["neil", "emma", "cora", "rita", "elodie", "luc", "ann"])
def test_a_draft_s_files_are_the_institution_s(world, story, key):
    attach(world.client("ada"), story)
    other = world.client(key)
    file = Attachment.objects.get()
    assert other.get(page_of(story)).status_code == 404
    assert other.get(f"/work/files/{file.pk}/").status_code == 404
    assert attach(other, story, data=HONEST["drawn.pdf"]).status_code == 404
    assert other.post(f"/work/files/{file.pk}/remove/").status_code == 404
    assert Attachment.objects.filter(removed_at=None).count() == 1


def test_what_is_in_confidence_is_kept_from_partners_and_shown_to_the_province(world, story):
    ada = world.client("ada")
    with story.later(1):
        attach(ada, story, name="plan.pdf")
        attach(ada, story, name=f"{CANARY}.docx", data=HONEST["plan.docx"], confidential="on")
    secret = Attachment.objects.get(confidential=True)
    story.invite("fundy").open()
    partner = guest(world, story)
    page = partner.get(page_of(story)).content.decode()
    assert "plan.pdf" in page
    assert CANARY not in page
    assert partner.get(f"/work/files/{secret.pk}/").status_code == 404
    assert "Attach a file" not in page
    assert attach(partner, story, data=HONEST["drawn.pdf"]).status_code == 404
    story.endorse("fundy").sign_off().submit()
    cora = world.client("cora")
    assert CANARY in cora.get(page_of(story)).content.decode()
    assert b"".join(cora.get(f"/work/files/{secret.pk}/")) == HONEST["plan.docx"]


def test_what_was_submitted_stays_as_it_was(world, story):
    ada = world.client("ada")
    with story.later(1):
        attach(ada, story)
    file = Attachment.objects.get()
    story.invite("fundy").open().endorse("fundy").sign_off().submit()
    assert ada.post(f"/work/files/{file.pk}/remove/").status_code == 409
    assert attach(ada, story, data=HONEST["drawn.pdf"]).status_code == 409
    assert Attachment.objects.filter(removed_at=None).count() == 1


@pytest.mark.parametrize("name", ["bomb.pdf", "billion laughs.docx", "appended.png", "page.html", "formula.csv"])
def test_a_refused_file_keeps_nothing_and_says_why(world, story, folder, name):
    answer = attach(world.client("ada"), story, name=name, data=HOSTILE[name])
    assert answer.status_code == 422
    assert "govuk-error-summary" in answer.content.decode()
    assert Attachment.objects.count() == 0
    assert kept(folder) == []


def test_what_was_chosen_beside_a_refused_file_is_kept(world, story):
    answer = attach(world.client("ada"), story, name="page.html", data=b"<html>", confidential="on")
    text = answer.content.decode()
    assert '<option value="C" selected>' in text
    assert 'name="confidential"' in text
    assert "checked" in text.split('name="confidential"')[1][:200]


@pytest.mark.parametrize("fields", [{"section": "K"}, {"section": "../"}, {"file": ""}, {"section": ""}])
def test_a_bad_form_is_answered_at_the_place(world, story, fields):
    assert attach(world.client("ada"), story, **fields).status_code == 422
    assert Attachment.objects.count() == 0


def test_a_body_too_large_is_refused_before_it_is_read(world, story, settings):
    settings.MAX_BODY = 5_000
    answer = attach(world.client("ada"), story, data=pdf(b"x" * 6_000))
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()


def test_a_file_above_the_limit_is_refused(world, story):
    answer = attach(world.client("ada"), story, data=pdf(b"x" * 10_000_001))
    assert answer.status_code == 422
    assert "larger than 10 MB" in answer.content.decode()


def test_the_same_file_twice_is_one(world, story, folder):
    ada = world.client("ada")
    attach(ada, story)
    attach(ada, story, confidential="on")
    assert Attachment.objects.get().confidential
    assert len(kept(folder)) == 1


def test_there_is_a_most(world, story):
    ada = world.client("ada")
    for number in range(MOST):
        assert attach(ada, story, data=pdf(b"%d" % number)).status_code == 302
    answer = attach(ada, story, data=pdf(b"one more"))
    assert answer.status_code == 422
    assert f"At most {MOST} files" in answer.content.decode()


def test_queries_do_not_grow_with_the_files(world, story):
    ada = world.client("ada")
    counts = []
    for number in range(2):
        attach(ada, story, name=f"a{number}.docx", data=package(x=str(number)))
        with CaptureQueriesContext(connection) as counted:
            ada.get(page_of(story))
        counts.append(len(counted))
        for more in range(6 * (1 - number)):
            attach(ada, story, data=pdf(b"%d" % more))
    assert counts[0] == counts[1]


def test_without_a_scanner_the_page_says_so(world, story):
    ada = world.client("ada")
    attach(ada, story)
    page = ada.get(page_of(story)).content.decode()
    assert "No virus scanner is set up here" in page
    assert "Not scanned for viruses" in page


def test_with_a_scanner_what_it_finds_is_refused(world, story, settings, folder):
    ada = world.client("ada")
    with scanner() as settings.CLAMD:
        refused = attach(ada, story, data=pdf(EICAR))
        assert refused.status_code == 422
        assert "found something" in refused.content.decode()
        assert kept(folder) == []
        assert attach(ada, story).status_code == 302
    assert Attachment.objects.get().scanned
    page = ada.get(page_of(story)).content.decode()
    assert "No virus scanner" not in page
    assert "Not scanned" not in page


def test_a_scanner_that_is_away_keeps_files_out(world, story, settings, folder):
    with scanner() as address:
        pass
    settings.CLAMD = address
    answer = attach(world.client("ada"), story)
    assert answer.status_code == 422
    assert "does not answer" in answer.content.decode()
    assert kept(folder) == []
