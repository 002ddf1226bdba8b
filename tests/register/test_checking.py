"""Anybody can check a listing against the decision, and editing anything afterwards changes no fingerprint."""

import json
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from config.management.commands.verify import sealed_models
from proposals.records import redaction
from proposals.review.models import Condition, DecisionPackage
from proposals.review.package import _answers, digest
from register import checking
from register.models import Listing, Snapshot
from tests.flush import triggers_down
from workflow import seals
from workflow.models import FrameworkVersion


@pytest.fixture
def listing(demo, db):
    return Listing.objects.filter(state="published").first()


@pytest.fixture
def address(listing):
    return f"/register/{listing.slug}/verify/"


def package_of(listing):
    return DecisionPackage.objects.get(sha256=listing.snapshots.first().package_sha256)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_says_what_was_checked_and_that_it_holds(client, listing, address, language):
    client.cookies["django_language"] = language
    page = client.get(address).content.decode()
    assert listing.snapshots.first().package_sha256 in page
    assert ("Does not hold" if language == "en" else "Ne tient pas") not in page
    assert address in client.get(f"/register/{listing.slug}/").content.decode(), "the listing leads to it"
    seals.seal(sealed_models().values())
    assert all(check.holds for check in checking.of_listing(listing.snapshots.first()))


def test_a_visitor_compares_a_fingerprint_or_a_package(client, listing, address):
    package = package_of(listing)
    text = json.dumps(package.content, indent=3, ensure_ascii=True)
    for held in (package.sha256, f"  {package.sha256.upper()}\n", text):
        assert "It is the same." in client.post(address, {"text": held}).content.decode()
    file = SimpleUploadedFile("package.json", text.encode())
    assert "It is the same." in client.post(address, {"file": file}).content.decode()
    other = json.dumps(package.content | {"reasons": "Others."})
    for held in (
        "0" * 64,
        other,
        "{}",
        "[]",
        "not a package",
        "[" * 100_000,
        '{"a": 1e999}',
        '{"a": "\\ud800\\u0000"}',
    ):
        page = client.post(address, {"text": held})
        assert page.status_code in {200, 422}
        assert "It is the same." not in page.content.decode(), held[:30]
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"text": "a\x00b"}).status_code == 422
    assert client.post(address, {"file": SimpleUploadedFile("x", b"x" * 2_000_001)}).status_code == 422


def test_nothing_that_is_edited_afterwards_changes_the_fingerprint(demo, listing):
    package = package_of(listing)
    case = listing.proposal
    Condition.objects.filter(proposal=case).update(text="Another condition.")
    case.lead.name = "Another name"
    case.lead.save()
    case.title = "Another title"
    case.save()
    FrameworkVersion.objects.filter(pk=case.framework_id).exclude(state="published").update(content={})
    assert digest(DecisionPackage.objects.get(pk=package.pk).content) == package.sha256
    assert all(check.holds for check in checking.of_listing(listing.snapshots.first()))


def test_the_database_refuses_to_change_a_package_but_for_its_being_taken_back(listing):
    package = package_of(listing)
    for change in ({"content": {}}, {"sha256": "0" * 64}, {"outcome": "decline"}, {"openings": {}}):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            DecisionPackage.objects.filter(pk=package.pk).update(**change)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        DecisionPackage.objects.filter(pk=package.pk).delete()
    seals.seal(sealed_models().values())
    DecisionPackage.objects.filter(pk=package.pk).update(taken_back_at=package.at)
    call_command("verify", stdout=StringIO())
    assert not all(check.holds for check in checking.of_listing(listing.snapshots.first())), "it was taken back"


def test_what_somebody_changed_behind_our_back_does_not_hold(client, listing, address):
    package = package_of(listing)
    seals.seal(sealed_models().values())
    changes = [
        (DecisionPackage, package.pk, {"content": package.content | {"reasons": "Others."}}),
        (Snapshot, listing.snapshots.first().pk, {"title_en": "Another title"}),
        (Snapshot, listing.snapshots.first().pk, {"search_text": "other"}),
        (Snapshot, listing.snapshots.first().pk, {"package_sha256": "0" * 64}),
    ]
    for model, pk, change in changes:
        with triggers_down(), transaction.atomic():
            model.objects.filter(pk=pk).update(**change)
            assert "Does not hold" in client.get(address).content.decode(), change
            transaction.set_rollback(True)


def test_the_command_checks_a_number_and_a_file(listing, tmp_path):
    package = package_of(listing)
    said = StringIO()
    call_command("verify_package", listing.proposal.number, stdout=said)
    assert package.sha256 in said.getvalue() and "DOES NOT HOLD" not in said.getvalue()
    file = tmp_path / "package.json"
    file.write_text(json.dumps(package.content))
    call_command("verify_package", str(file), stdout=said)
    file.write_text(json.dumps(package.content | {"reasons": "Others."}))
    with pytest.raises(CommandError, match="another package, or one that was changed"):
        call_command("verify_package", str(file))
    for wrong in ("TM-1999-9999", str(tmp_path)):
        with pytest.raises(CommandError):
            call_command("verify_package", wrong)


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from(["demand_reason", "missing", "hiring"]), st.text(min_size=1)), st.data())
def test_what_is_in_confidence_is_covered_and_not_there(answers, data):
    held = data.draw(st.lists(st.sampled_from(["demand_reason", "missing"]), unique=True))
    openings = {}
    made = _answers({**answers, "confidential": held}, openings)
    assert not set(made["answers"]) & set(held)
    for key in set(held) & set(answers):
        closed = made["confidential"][key]
        assert redaction.withheld(openings[closed["digest"]], closed["redacted"]) == closed
        assert openings[closed["digest"]]["value"] == answers[key]
        other = {"salt": "0", "value": answers[key]}
        assert redaction.withheld(other, "")["digest"] != closed["digest"], "it cannot be found by trying"
