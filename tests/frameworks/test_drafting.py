"""A framework manager drafts a version; two of them lose nothing; what is published changes no more."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from partners.actors import SYSTEM
from partners.roles import Role
from partners.services import grant_role
from proposals.facts import dossier, findings
from proposals.frameworks import selectors, services
from proposals.frameworks.models import Act, Entry
from proposals.http import new_key
from workflow import clocks
from workflow import framework as frameworks
from workflow.models import FrameworkState, FrameworkVersion
from workflow.refusals import WrongState


@pytest.fixture
def fran(world):
    return world.client("fran")


@pytest.fixture
def draft(world):
    return services.begin(frameworks.current(), "Draft of 2027", actor=world.actor("fran"))


def at(version, path: str = "") -> str:
    return f"/frameworks/{version.pk}/{path}"


def save(client, version, part: str, seen: int = 1, **fields):
    page = client.get(at(version, f"edit/{part}/"))
    form = page.context["form"]
    data = {name: field.prepare_value(form.initial.get(name)) for name, field in form.fields.items()}
    data = {name: value for name, value in data.items() if value not in (None, False)}
    return client.post(at(version, f"edit/{part}/"), data | {"seen": seen} | fields)


def test_a_draft_begins_as_a_copy_and_is_edited_part_by_part(world, fran):
    current = frameworks.current()
    answer = fran.post(at(current, "begin/"), {"name": "Draft of 2027"})
    draft = FrameworkVersion.objects.get(name="Draft of 2027")
    assert answer.url == at(draft, "edit/")
    assert draft.content["criteria"] == current.content["criteria"]
    assert save(fran, draft, "deadlines", **{"deadlines.review.days": "15"}).status_code == 302
    draft.refresh_from_db()
    assert frameworks.load(draft).deadlines["review"] == 15
    page = fran.get(at(draft, "compare/")).content.decode()
    assert "Full review, to a first decision" in page
    assert ">15<" in page
    history = fran.get(at(draft, "history/")).content.decode()
    assert "Changed: Deadlines" in history
    assert "Fran Mosher" in history
    assert "Begun as a copy of" in history


def test_an_incomplete_draft_is_kept_and_not_published(fran, draft):
    answer = save(fran, draft, "criterion-R2", **{"criteria.R2.title.fr": ""})
    assert answer.status_code == 302
    page = fran.get(at(draft, "edit/")).content.decode()
    assert "Title (French)” is missing." in page
    assert "Criterion R2: Evidence of need" in page
    day = clocks.today().isoformat()
    fields = {"effective_from": day, "seen_version": selectors.seen(draft), "idempotency_key": new_key()}
    answer = fran.post(at(draft, "publish/"), fields)
    assert answer.status_code == 422
    draft.refresh_from_db()
    assert draft.state == FrameworkState.DRAFT


@pytest.mark.parametrize(
    ("part", "fields", "sentence"),
    [
        ("limits", {"limits.hours_min": "many"}, "Enter a whole number."),
        ("limits", {"limits.hours_min": "3000"}, "less than or equal to 2000"),
        ("limits", {"limits.hours_max": "2"}, "Choose 5 or more"),
        ("deadlines", {"deadlines.invitation.reminders": "7, soon"}, "Write whole numbers"),
        ("deadlines", {"deadlines.review.unit": "moons"}, "Select a valid choice"),
        ("letter-return", {"letters.return.en": "$body $x"}, "no such blank: $x"),
        ("general", {"label.en": "a\x00b"}, "Null characters are not allowed."),
        ("checks", {"limits.blocking": "nothing"}, "Select a valid choice"),
    ],
)
def test_bad_input_is_said_at_its_place_and_what_was_typed_is_kept(fran, draft, part, fields, sentence):
    before = Entry.objects.count()
    answer = save(fran, draft, part, **fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "There is a problem" in page
    typed = next(iter(fields.values()))
    assert typed.replace("\x00", "") in page.replace("\x00", "") or part in {"deadlines", "checks"}
    assert Entry.objects.count() == before


def test_two_managers_in_one_part_see_each_other_and_in_two_parts_both_are_kept(world, fran, draft):
    grant_role(world.cast.people["otto"], world.cast.organisations["province"], Role.FRAMEWORK_MANAGER, actor=SYSTEM)
    otto = world.client("otto")
    assert save(otto, draft, "limits", seen=1, **{"limits.weeks_warn": "10"}).status_code == 302
    assert save(fran, draft, "deadlines", seen=1, **{"deadlines.review.days": "18"}).status_code == 302
    answer = save(fran, draft, "limits", seen=1, **{"limits.weeks_warn": "14"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Otto Zinck" in page
    assert 'value="14"' in page
    draft.refresh_from_db()
    assert draft.content["limits"]["weeks_warn"] == 10
    assert draft.content["deadlines"]["review"]["days"] == 18
    assert save(fran, draft, "limits", seen=answer.context["seen"], **{"limits.weeks_warn": "14"}).status_code == 302
    draft.refresh_from_db()
    assert draft.content["limits"]["weeks_warn"] == 14


def test_criteria_are_added_moved_and_taken_out(fran, draft):
    answer = fran.post(at(draft, "criteria/"), {"key": "R13"})
    assert answer.url == at(draft, "edit/criterion-R13/")
    assert fran.post(at(draft, "criteria/"), {"key": "r13"}).status_code == 422
    assert fran.post(at(draft, "criteria/"), {"key": "../x"}).status_code == 422
    fran.post(at(draft, "criteria/R13/shift/"), {"step": "up", "seen": selectors.seen(draft)})
    draft.refresh_from_db()
    assert [one["key"] for one in draft.content["criteria"]][-2:] == ["R13", "R12"]
    assert fran.get(at(draft, "criteria/R13/take-out/")).status_code == 200
    fran.post(at(draft, "criteria/R13/take-out/"), {"seen": selectors.seen(draft)})
    draft.refresh_from_db()
    assert "R13" not in [one["key"] for one in draft.content["criteria"]]
    lost = fran.post(at(draft, "edit/criterion-R13/"), {"criteria.R13.title.en": "What I had typed", "seen": 1})
    assert lost.status_code == 409
    assert "What I had typed" in lost.content.decode()


def test_a_criterion_that_somebody_edited_meanwhile_is_not_taken_out_unread(fran, draft):
    seen = selectors.seen(draft)
    save(fran, draft, "criterion-R2", seen=seen, **{"criteria.R2.title.en": "Evidence of a need"})
    answer = fran.post(at(draft, "criteria/R2/take-out/"), {"seen": seen})
    assert "Read it again" in answer.content.decode()
    draft.refresh_from_db()
    assert "R2" in [one["key"] for one in draft.content["criteria"]]


def publish(client, version, days: int = 0, key: str = ""):
    day = (clocks.today() + timedelta(days=days)).isoformat()
    fields = {"effective_from": day, "seen_version": selectors.seen(version), "idempotency_key": key or new_key()}
    return client.post(at(version, "publish/"), fields)


def test_a_published_version_is_in_force_from_its_day_and_the_one_before_is_superseded(fran, draft):
    before = frameworks.current()
    twice = new_key()
    assert [publish(fran, draft, 10, twice).status_code for _ in range(2)] == [302, 302]
    assert frameworks.current() == before
    assert "in force from" in fran.get("/frameworks/").content.decode()
    with clocks.at(clocks.now() + timedelta(days=10)):
        assert frameworks.current() == draft
        assert services.supersede() >= 1
        assert services.supersede() == 0
    before.refresh_from_db()
    assert before.state == FrameworkState.SUPERSEDED
    assert Entry.objects.filter(act=Act.PUBLISHED).count() == 1


@pytest.mark.parametrize(("days", "sentence"), [(-1, "Choose today or a later day."), (10, "begins on that day")])
def test_a_version_does_not_begin_in_the_past_nor_on_anothers_day(world, fran, draft, days, sentence):
    other = services.begin(frameworks.current(), "Another", actor=world.actor("fran"))
    publish(fran, other, 10)
    answer = publish(fran, draft, days)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_nobody_publishes_what_they_have_not_seen(world, fran, draft):
    seen = selectors.seen(draft)
    save(fran, draft, "limits", **{"limits.weeks_warn": "9"})
    fields = {"effective_from": clocks.today().isoformat(), "seen_version": seen, "idempotency_key": new_key()}
    assert "Read it again" in fran.post(at(draft, "publish/"), fields).content.decode()
    draft.refresh_from_db()
    assert draft.state == FrameworkState.DRAFT


def test_nothing_of_a_published_version_changes_not_even_in_the_database(world, fran, draft):
    publish(fran, draft)
    draft.refresh_from_db()
    with pytest.raises(WrongState):
        services.save_part(draft.pk, "limits", {"limits.weeks_warn": 3}, actor=world.actor("fran"), seen=99)
    answer = fran.post(at(draft, "edit/limits/"), {"limits.weeks_warn": "3", "seen": 99})
    assert answer.status_code == 409
    assert "Begin a new draft from it." in answer.content.decode()
    mine = FrameworkVersion.objects.filter(pk=draft.pk)
    for change in (
        {"content": {}},
        {"name": "x"},
        {"state": "draft"},
        {"effective_from": clocks.today() + timedelta(3)},
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            mine.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM workflow_frameworkversion WHERE state <> 'draft'")
    mine.update(state=FrameworkState.SUPERSEDED)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        mine.update(state=FrameworkState.PUBLISHED)


def test_the_history_of_a_draft_is_only_added_to(draft):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Entry.objects.update(part="other")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Entry.objects.all().delete()


@pytest.mark.parametrize("person", ["ada", "cora", "rita", "ann", "emma", "operator", "otto"])
def test_drafts_are_for_framework_managers_and_only_auditors_read_them(world, draft, person):
    client = world.client(person)
    reads = person == "otto"
    for path in ("", "compare/", "history/"):
        assert client.get(at(draft, path)).status_code == (200 if reads else 404)
    assert ("Draft of 2027" in client.get("/frameworks/").content.decode()) == reads
    for path in ("edit/", "edit/limits/", "criteria/", "criteria/R1/take-out/", "publish/"):
        assert client.get(at(draft, path)).status_code == 404
        fields = {"seen": 1, "seen_version": 1, "idempotency_key": new_key(), "key": "R20"}
        assert client.post(at(draft, path), fields).status_code in {404, 405}
    assert client.post(at(frameworks.current(), "begin/"), {"name": "Mine"}).status_code == 404
    assert Entry.objects.count() == 1


def test_everybody_reads_the_version_in_force_and_sees_that_it_is_illustrative(world):
    for client, address in ((world.client(), "/frameworks/in-force/"), (world.client("ada"), "/frameworks/")):
        page = client.get(address).content.decode()
        assert "Illustrative, not official" in page
    page = world.client("ada").get(at(frameworks.current())).content.decode()
    assert "Illustrative, not official" in page
    assert "Evidence of need" in page
    french = world.client()
    french.cookies["django_language"] = "fr"
    assert "Preuve du besoin" in french.get("/frameworks/in-force/").content.decode()


def test_the_list_asks_as_much_for_one_as_for_three(world, draft, fran):
    def count():
        with CaptureQueriesContext(connection) as found:
            assert fran.get("/frameworks/").status_code == 200
        return len(found)

    count()
    one = count()
    for number in (1, 2):
        services.begin(frameworks.current(), f"More {number}", actor=world.actor("fran"))
    assert count() == one


def test_a_field_is_required_optional_or_left_out_as_the_framework_says(world, fran, draft):
    story = world.story()
    case = dossier(story.proposal)
    content = {**case.content, "A": {k: v for k, v in case.content["A"].items() if k not in {"purpose", "keywords"}}}

    def missing(rules):
        draft.content = {**draft.content, "fields": {"A": rules}}
        found = findings(replace(case, content=content, framework=frameworks.load(draft)), clocks.now())
        return {one.field for one in found if one.key == "required_missing" and one.section == "A"}

    assert missing({}) == {"purpose"}
    assert missing({"purpose": {"rule": "optional"}, "keywords": {"rule": "required"}}) == {"keywords"}
    assert missing({"purpose": {"rule": "off"}}) == set()


def test_a_field_that_is_left_out_is_not_shown_unless_something_stands_in_it(world, fran, draft):
    save(fran, draft, "fields-A", **{"fields.A.badge_name.rule": "off", "fields.A.purpose.rule": "off"})
    publish(fran, draft)
    story = world.story()
    page = world.client("ada").get(f"/work/proposals/{story.proposal.pk}/document/A/").content.decode()
    has_badge = "badge_name" in story.content["A"]
    assert ('name="badge_name"' in page) == has_badge
    assert 'name="purpose"' in page
