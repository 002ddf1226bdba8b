"""A draft is tried on every decided and open proposal before it takes effect, and the answer is the door's."""

import os
from time import perf_counter

import pytest
from django.db import transaction

from partners.actors import SYSTEM, Actor
from proposals import door
from proposals.dossiers import dossier
from proposals.frameworks import selectors, services, trying
from proposals.frameworks.asking import NEXT, asked, facts_for, sentences
from proposals.frameworks.models import RereviewTask, Status, Trial, TrialLine
from proposals.models import Proposal
from proposals.passages import PROPOSAL
from tests.frameworks.histories import generate
from workflow import clocks
from workflow import framework as frameworks
from workflow.gates import GATES
from workflow.process import rows_of
from workflow.refusals import GateClosed
from workflow.states import DECIDED, OPEN

HISTORIES = int(os.environ.get("TIDEMARK_HISTORIES", "60"))
STRICTER = {
    "limits": {"limits.hours_max": 80, "limits.hours_min": 5},
    "checks": {"limits.blocking": ["required_missing", "hours_outside_policy", "evidence_old", "hours_do_not_add_up"]},
    "deadlines": {"deadlines.review.days": 12, "deadlines.answer_to_return.days": 60},
    "fields-D": {"fields.D.equity.rule": "required"},
    "review": {"reviewers_full": 3, "fast_track.max_hours": 40},
    "endorsement": {"endorsement.minimum": 2},
    "criterion-R9": {"criteria.R9.gate": True},
}


def stricter(actor: Actor):
    """A draft that asks for more in every part that a gate reads."""
    draft = services.begin(frameworks.current(), "Stricter", actor=actor)
    for part, values in STRICTER.items():
        services.save_part(draft.pk, part, values, actor=actor, seen=99)
    services.add_criterion(draft.pk, "R13", actor=actor)
    words = {"criteria.R13.title": {"en": "Reach", "fr": "Portée"}, "criteria.R13.sections": ["D"]}
    words |= {"criteria.R13.guidance": {"en": "Who can come.", "fr": "Qui peut venir."}}
    services.save_part(draft.pk, "criterion-R13", words, actor=actor, seen=99)
    draft.refresh_from_db()
    return draft


def tried(draft, actor: Actor) -> Trial:
    trial = trying.begin(draft.pk, actor=actor)
    trying.work(trial.pk)
    return selectors.trial(actor, trial.pk)


@pytest.fixture(scope="module")
def many(demo, django_db_blocker):
    with django_db_blocker.unblock():
        generate(HISTORIES)
    return demo


def test_a_draft_is_tried_on_everything_and_agrees_with_applying_it(many, db, record_property):
    fran = many.actor("fran")
    draft = stricter(fran)
    began = perf_counter()
    trial = tried(draft, fran)
    record_property("seconds to try a framework", round(perf_counter() - began, 1))
    lines = list(TrialLine.objects.filter(trial=trial).select_related("proposal"))
    assert trial.status == Status.DONE
    assert len(lines) == Proposal.objects.filter(state__in=DECIDED | OPEN).count() >= HISTORIES
    assert trial.summary["blocked"] == sum(line.blocked for line in lines) > 0
    framework = frameworks.load(draft)
    differ = [line.proposal.number for line in lines if applied(line.proposal, draft, framework) != line.tried]
    record_property("proposals tried", len(lines))
    record_property("proposals whose answer differs from applying it", len(differ))
    assert differ == []


def applied(proposal: Proposal, draft, framework):
    """What the door answers once the proposal goes by the draft; undone at once."""
    with transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(framework=draft)
        fresh = Proposal.objects.select_related("lead", "framework").get(pk=proposal.pk)
        case = dossier(fresh)
        facts = PROPOSAL.gather(fresh, SYSTEM, fresh.state)
        closed = {}
        for name in asked(case):
            row = next(row for row in rows_of("proposal") if row.name == name)
            shut = [gate for gate in row.gates if GATES[gate](facts, framework)]
            if shut:
                closed[name] = set(shut)
        due = trying_due(fresh)
        said = the_doors_words(fresh, case)
        transaction.set_rollback(True)
    line = TrialLine.objects.get(trial__framework=draft, proposal=proposal)
    assert {name: set(gates) for name, gates in line.tried["closed"].items()} == closed  # JSON keeps no order
    following = NEXT.get(str(proposal.state))
    if said is not None and following in asked(case):
        assert said == sentences(following, case, facts_for(case, clocks.now()))
    return line.tried | {"due": due}


def trying_due(fresh: Proposal):
    """The due date that the door's own effect writes for the version that the case goes by."""
    from proposals.effects import due_now

    due = due_now(fresh)
    return due.isoformat() if due else None


def the_doors_words(fresh: Proposal, case):
    """The sentences of the next move, as the page of whoever may make it shows them."""
    following = NEXT.get(str(fresh.state))
    for row in door.answers(PROPOSAL, fresh, actor=SYSTEM):
        if row.row.name == following and fresh.state in row.row.sources:
            facts = PROPOSAL.gather(fresh, SYSTEM, fresh.state)
            from workflow.services import closed_gates

            return list(closed_gates(row.row, facts, frameworks.load(PROPOSAL.pinned(fresh) or frameworks.current())))
    return None


def test_what_was_never_submitted_is_counted_and_not_shown(many, db):
    fran = many.actor("fran")
    trial = tried(stricter(fran), fran)
    shown = {line.proposal.round > 0 for line in selectors.lines(trial, blocked_only=False)}
    assert shown == {True}
    assert trial.summary["counted_only"] > 0


def test_the_version_in_force_tried_on_what_goes_by_it_blocks_nothing_new(demo, db):
    fran = demo.actor("fran")
    trial = tried(services.begin(frameworks.current(), "The same", actor=fran), fran)
    own = frameworks.current().pk
    lines = TrialLine.objects.filter(trial=trial, proposal__framework__in=[own])
    assert {line.blocked for line in lines} <= {False}
    assert all(line.own == line.tried for line in lines)


def test_stopped_it_goes_on_where_it_was_and_run_again_is_another_trial(many, db, monkeypatch):
    monkeypatch.setattr(trying, "PORTION", 5)
    fran = many.actor("fran")
    draft = stricter(fran)
    trial = trying.begin(draft.pk, actor=fran)
    trying._portion(trial.pk)
    trying.stop(trial.pk, actor=fran)
    assert trying.work(trial.pk) == 0
    assert selectors.trial(fran, trial.pk).asked == 5
    trying.go_on(trial.pk, actor=fran)
    trying.work(trial.pk)
    done = selectors.trial(fran, trial.pk)
    assert (done.status, done.asked) == (Status.DONE, done.total)
    again = tried(draft, fran)
    assert again.pk != trial.pk
    assert again.summary == done.summary


def test_a_trial_tries_what_the_draft_said_when_it_was_begun(demo, db):
    fran = demo.actor("fran")
    draft = stricter(fran)
    trial = trying.begin(draft.pk, actor=fran)
    services.save_part(draft.pk, "endorsement", {"endorsement.minimum": 9}, actor=fran, seen=99)
    trying.work(trial.pk)
    assert trying.tried(Trial.objects.get(pk=trial.pk)).endorsement.minimum == 2


def test_an_incomplete_draft_is_not_tried(demo, db):
    fran = demo.actor("fran")
    draft = services.begin(frameworks.current(), "Incomplete", actor=fran)
    services.save_part(draft.pk, "criterion-R2", {"criteria.R2.title.fr": ""}, actor=fran, seen=99)
    with pytest.raises(GateClosed, match="missing"):
        trying.begin(draft.pk, actor=fran)


def test_the_manager_begins_a_trial_watches_it_and_takes_the_table_away(many, db):
    fran, client = many.actor("fran"), many.client("fran")
    draft = stricter(fran)
    answer = client.post(f"/frameworks/{draft.pk}/trials/begin/")
    trial = Trial.objects.get(framework=draft)
    assert answer.url == f"/frameworks/trials/{trial.pk}/"
    assert "0 of " in client.get(answer.url).content.decode()
    client.post(f"{answer.url}stop/")
    assert trying.work(trial.pk) == 0
    client.post(f"{answer.url}go-on/")
    trying.work(trial.pk)
    page = client.get(answer.url).content.decode()
    assert "What would hold them up" in page
    assert "<svg" in page
    assert "No agreed verdict: R13" in page
    for table in ("csv", "xlsx"):
        file = client.get(f"{answer.url}proposals.{table}")
        assert file.status_code == 200
    rows = client.get(f"{answer.url}proposals.csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 1 + selectors.lines(trial, blocked_only=False).count()
    client.cookies["django_language"] = "fr"
    assert "Ce qui les retiendrait" in client.get(answer.url).content.decode()


@pytest.mark.parametrize("person", ["ada", "cora", "rita", "ann", "operator", "emma"])
def test_trials_are_for_framework_managers_and_auditors(demo, db, person):
    trial = trying.begin(
        services.begin(frameworks.current(), "Mine", actor=demo.actor("fran")).pk, actor=demo.actor("fran")
    )
    client = demo.client(person)
    for path in ("", "proposals.csv"):
        assert client.get(f"/frameworks/trials/{trial.pk}/{path}").status_code == 404
    for path in ("stop/", "go-on/"):
        assert client.post(f"/frameworks/trials/{trial.pk}/{path}").status_code == 404
    assert client.get(f"/frameworks/{frameworks.current().pk}/trials/").status_code == 404
    assert client.post(f"/frameworks/{frameworks.current().pk}/trials/begin/").status_code == 404
    assert demo.client("otto").get(f"/frameworks/trials/{trial.pk}/").status_code == 200
    assert demo.client("otto").post(f"/frameworks/trials/{trial.pk}/stop/").status_code == 404


def test_a_page_of_a_trial_asks_as_much_for_few_proposals_as_for_many(many, db, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    fran, client = many.actor("fran"), many.client("fran")
    trial = tried(stricter(fran), fran)
    address = f"/frameworks/trials/{trial.pk}/"
    client.get(address)
    counts = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        counts.append(len(found))
        TrialLine.objects.filter(trial=trial).exclude(pk__in=TrialLine.objects.filter(trial=trial)[:3]).delete()
    assert counts[0] == counts[1]


def test_listings_that_fail_a_published_version_become_tasks_for_the_coordinators(demo, db):
    fran, manager, cora = demo.actor("fran"), demo.client("fran"), demo.client("cora")
    draft = stricter(fran)
    before = tried(draft, fran)
    assert manager.post(f"/frameworks/trials/{before.pk}/look-again/").status_code == 409
    services.publish(draft.pk, clocks.today(), actor=fran, seen=selectors.seen(draft))
    trial = tried(draft, fran)
    page = manager.get(f"/frameworks/trials/{trial.pk}/").content.decode()
    assert "Listings that fail it" in page
    for _twice in range(2):
        assert manager.post(f"/frameworks/trials/{trial.pk}/look-again/").status_code == 302
    tasks = list(RereviewTask.objects.all())
    assert len(tasks) == len({(task.institution_id, task.gate, task.named) for task in tasks}) > 1
    assert all(proposal.listing for task in tasks for proposal in task.proposals.all())
    assert "to look at again under a new framework" in cora.get("/work/").content.decode()
    assert cora.get("/frameworks/look-again/").status_code == 200
    address = f"/frameworks/look-again/{tasks[0].pk}/"
    assert cora.post(address, {"note": " "}).status_code == 422
    assert cora.post(address, {"note": "Asked them for another endorsement."}).status_code == 302
    assert cora.post(address, {"note": "Again."}).status_code == 409
    assert "Asked them for another endorsement." in cora.get(address).content.decode()
    assert manager.post(address, {"note": "Mine."}).status_code == 404
    for person in ("ada", "rita", "ann", "operator"):
        assert demo.client(person).get("/frameworks/look-again/").status_code == 404
        assert demo.client(person).get(address).status_code == 404
