"""The public register: what was decided, in both languages, and nothing else of the case."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from notifications.models import Notice
from partners.actors import Actor
from partners.services import end_role
from proposals.codesign import endorsing
from proposals.codesign.models import Endorsement
from proposals.due.selectors import due_for
from proposals.http import new_key
from proposals.writing.services import save_section
from register.models import Listing, Snapshot
from register.selectors import search
from register.services import folded, remind_of_reviews
from workflow import clocks
from workflow.refusals import NotYours

SECRET = ("B.contact_email", "proposals@institution.example")


def test_the_demo_has_listings_that_anybody_finds_in_both_languages(demo, db, client):
    page = client.get("/register/?q=TURBINE").content.decode()
    assert "Wind Turbine First-Line Maintenance" in page
    assert client.get("/register/?q=eolienne").status_code == 200
    slug = Listing.objects.get(proposal__title__startswith="Wind").slug
    english = client.get(f"/register/{slug}/").content.decode()
    client.post("/language/", {"language": "fr", "next": "/register/"})
    french = client.get(f"/register/{slug}/").content.decode()
    snapshot = Snapshot.objects.get(listing__slug=slug)
    assert f'<h1 class="govuk-heading-l">{snapshot.title_en}' in english
    assert snapshot.title_fr.replace("’", "’") in french
    assert snapshot.package_sha256 in english


@pytest.mark.parametrize("words", ["santé", "SANTE", "Accueil  sante", "clare"])
def test_accents_and_case_do_not_matter(demo, db, words):
    assert [one.title_en for one in search(words, "fr")] == ["Health Reception in French"]
    assert folded("Élève ÀÇ") == "eleve ac"


def test_confidential_parts_of_the_case_are_not_public(demo, db, client):
    for slug in Listing.objects.values_list("slug", flat=True):
        page = client.get(f"/register/{slug}/").content.decode()
        assert SECRET[1] not in page
        assert "Rita Fraser" not in page
        assert "All criteria are met." not in page
    stored = str(list(Snapshot.objects.values_list("content", flat=True)))
    assert SECRET[1] not in stored


@pytest.mark.parametrize("slug", ["none", "..", "a" * 300, "é"])
def test_what_is_not_listed_is_not_found(client, db, slug):
    assert client.get(f"/register/{slug}/").status_code == 404


def test_a_listing_is_suspended_and_resumed_by_the_coordinator_only(demo, db, client):
    listing = Listing.objects.get(proposal__title__startswith="Wind")
    address = f"/register/{listing.slug}/move/suspend/"
    form = {
        "seen_version": listing.version,
        "idempotency_key": new_key(),
        "reason": "A complaint.",
    }
    assert client.post(address, form).status_code == 302
    for person in ("neil", "emma", "operator", "ann"):
        assert demo.client(person).post(address, form).status_code == 404
    assert Listing.objects.get(pk=listing.pk).state == "published"
    assert demo.client("cora").post(address, form).status_code == 302
    assert Listing.objects.get(pk=listing.pk).state == "suspended"
    assert "Suspended" in client.get(f"/register/{listing.slug}/").content.decode()


def test_the_demo_breaks_no_invariant(demo, db):
    said = StringIO()
    call_command("verify", stdout=said)
    assert "agree with their subjects" in said.getvalue()


def test_ended_roles_leave_histories_whole(demo, db):
    ada = demo.cast.people["ada"]
    for held in ada.memberships.order_by("role").reverse():  # administrator after author: it ends the other
        end_role(held, actor=demo.actor("ada"))
    assert demo.client("ada").get("/work/").status_code == 200
    case = demo.case("submitted")
    assert demo.client("ada").get(f"/work/proposals/{case.pk}/").status_code == 404
    with pytest.raises(NotYours):
        save_section(case.pk, "J", {}, actor=demo.actor("ada"), seen=None)


def test_a_review_cycle_that_ends_is_told_once(demo, db):
    listing = Listing.objects.get(proposal__title__startswith="Wind")
    with clocks.at(listing.review_due - timedelta(days=100)):
        assert remind_of_reviews() == 0
    for days in (80, 40, 1):
        with clocks.at(listing.review_due - timedelta(days=days)):
            remind_of_reviews()
    told = Notice.objects.filter(event="listing.review_due", case_id=listing.proposal_id, channel="mail")
    assert sorted(told.values_list("address", flat=True)) == ["neil@nscc.example", "nora@nscc.example"]


def test_a_review_cycle_that_ends_soon_is_in_its_applicants_calendar(demo, db):
    listing = Listing.objects.get(proposal__title__startswith="Wind")

    def dates(person: str) -> list[date]:
        entries = due_for(demo.actor(person))
        return [one.day for one in entries if one.path == f"/register/{listing.slug}/"]

    with clocks.at(listing.review_due - timedelta(days=100)):
        assert dates("nora") == []
    with clocks.at(listing.review_due - timedelta(days=80)):
        assert dates("nora") == dates("neil") == [clocks.local_date(listing.review_due)]
        assert dates("ada") == dates("cora") == dates("emma") == []


def test_a_withdrawn_endorsement_of_a_listing_raises_a_flag(demo, db):
    row = Endorsement.objects.get(proposal__title__startswith="Wind")
    actor = Actor(row.person, guest_link=row.guest_link)
    endorsing.move(row.pk, "withdraw", actor=actor, reason="We closed.", seen_version=row.version, idempotency_key=None)
    told = Notice.objects.filter(event="endorsement.support_lost", channel="mail")
    assert list(told.values_list("address", flat=True)) == ["cora@province.example"]
