"""Who may do what in which state: over HTTP, exactly the process table, and nothing is left behind by a refusal."""

from datetime import timedelta
from itertools import product

import pytest

from notifications.models import Notice
from partners.actors import SYSTEM, Actor
from proposals import door, timed
from proposals.http import new_key
from proposals.models import Proposal
from proposals.passages import PROPOSAL
from proposals.review.sight import sight
from workflow import clocks
from workflow.models import TransitionRecord
from workflow.process import CREATED, Who, find, rows_of
from workflow.states import ProposalState

HOME = {"acadia": ("ada", "sam"), "nscc": ("neil", "nora"), "usa": ("elodie", "luc")}
STANDING = {
    "author": {Who.AUTHOR},
    "signatory": {Who.SIGNATORY},
    "coordinator": {Who.COORDINATOR},
    "approver": {Who.APPROVER},
    "reviewer": set(),
    "partner": set(),
    "author elsewhere": set(),
    "signatory elsewhere": set(),
    "partner elsewhere": set(),
    "framework manager": set(),
    "auditor": set(),
    "superuser": set(),
    "visitor": set(),
}
PEOPLE = {
    "coordinator": "cora",
    "approver": "ann",
    "reviewer": "rita",
    "author elsewhere": "dev",
    "signatory elsewhere": "dora",
    "partner elsewhere": "harriet",
    "framework manager": "fran",
    "auditor": "otto",
    "superuser": "operator",
    "visitor": None,
}
ACTING = ("author", "signatory", "coordinator", "approver")
NAMES = sorted({row.name for row in rows_of("proposal")})


@pytest.fixture(scope="module")
def cases(demo, django_db_blocker) -> dict[str, Proposal]:
    """One case in every state, of institutions whose people are in HOME; the returned one of the demo lapses."""
    with django_db_blocker.unblock():
        returned = demo.case(ProposalState.RETURNED)
        with clocks.at(clocks.now() + timedelta(days=400)):
            timed.remind_institutions()
            door.act(PROPOSAL, returned.pk, "lapse", actor=SYSTEM, seen_version=None)
        story = demo.story().invite("fundy").open().endorse("fundy").sign_off().submit()
        story.assign("rita", "rosa").review("rita", "rosa").require("R2", "C", "Say more.")
        story.move("return_for_changes", "cora")
        at_home = Proposal.objects.filter(lead__short_name__in=HOME).select_related("lead")
        return {state: at_home.filter(state=state).first() for state in ProposalState.values}


def who(role: str, case: Proposal) -> str | None:
    author, signatory = HOME[case.lead.short_name]
    return {"author": author, "signatory": signatory}.get(role, PEOPLE.get(role))


def browser(demo, role: str, case: Proposal):
    if role != "partner":
        return demo.client(who(role, case))
    endorsement = case.endorsements.first()
    return demo.guest(endorsement) if endorsement else demo.client()


def actor(demo, role: str, case: Proposal) -> Actor | None:
    if role == "visitor":
        return None
    if role != "partner":
        return demo.actor(str(who(role, case)))
    endorsement = case.endorsements.select_related("guest_link", "person").first()
    return Actor(endorsement.person, guest_link=endorsement.guest_link) if endorsement else None


def standing(role: str, case: Proposal) -> set[Who]:
    """The Province stands towards what was submitted to it, and to nothing else."""
    provincial = role in {"coordinator", "approver"}
    return set() if provincial and case.round == 0 else STANDING[role]


def allowed(role: str, case: Proposal, state: str) -> set[str]:
    return {
        row.name for row in rows_of("proposal") if state in row.sources and row.who & standing(role, case) and state
    }


def expected(role: str, case: Proposal, state: str, name: str) -> set[int]:
    """The answer that the table asks for."""
    if role == "visitor" or (role == "partner" and not case.endorsements.exists()):
        return {302}  # to the sign-in
    if role == "partner":
        return {302} if name == "" else {302, 404}  # the route is for people who are signed in
    mine = standing(role, case)
    if not any(row.who & mine for row in rows_of("proposal") if row.name == name):
        return {404}
    row = find("proposal", name, state)
    if row is None:
        return {409}
    return {302, 422} if row.who & mine else {404}


@pytest.mark.slow
@pytest.mark.parametrize("role", STANDING)
@pytest.mark.parametrize("state", ProposalState.values)
def test_the_table_and_nothing_else(demo, cases, db, state, role):
    case = cases[state]
    acting = actor(demo, role, case)
    if acting is not None:
        shown = {one.row.name for one in door.answers(PROPOSAL, case, actor=acting) if one.permitted}
        assert shown == allowed(role, case, state)
    client = browser(demo, role, case)
    for name in NAMES:
        if name in allowed(role, case, state):
            continue
        before = TransitionRecord.objects.count(), Notice.objects.count(), Proposal.objects.get(pk=case.pk).version
        fields = {"seen_version": case.version, "idempotency_key": new_key(), "reason": "Because."}
        response = client.post(f"/work/proposals/{case.pk}/move/{name}/", fields)
        assert response.status_code in expected(role, case, state, name), (name, response.status_code)
        after = TransitionRecord.objects.count(), Notice.objects.count(), Proposal.objects.get(pk=case.pk).version
        assert after == before, name


@pytest.mark.parametrize(("state", "role"), list(product(ProposalState.values, ACTING)))
def test_what_is_allowed_happens_or_says_why_not(demo, cases, db, state, role):
    """Each permitted move moves, or the page shows exactly the sentences of its gates."""
    case = cases[state]
    for name in sorted(allowed(role, case, state)):
        fresh = Proposal.objects.get(pk=case.pk)
        if fresh.state != state:
            continue
        acting = actor(demo, role, case)
        assert acting is not None
        answer = next(a for a in door.answers(PROPOSAL, fresh, actor=acting) if a.row.name == name and a.permitted)
        records = TransitionRecord.objects.filter(subject_id=case.pk).count()
        fields = {"seen_version": fresh.version, "idempotency_key": new_key(), "reason": "Because."}
        fields["seen_package"] = sight(fresh).fingerprint
        response = browser(demo, role, case).post(f"/work/proposals/{case.pk}/move/{name}/", fields)
        moved = TransitionRecord.objects.filter(subject_id=case.pk).count() - records
        assert (response.status_code, moved) == ((302, 1) if answer.open else (422, 0)), name
        if not answer.open:
            for sentence in answer.sentences:
                assert sentence in response.content.decode().replace("&#x27;", "'").replace("&quot;", '"')


def test_every_row_of_the_table_is_reached_by_somebody():
    """No row asks for a standing that nobody can have."""
    standings = set().union(*STANDING.values()) | {Who.SYSTEM, Who.ANY_AUTHOR, Who.DECIDER}
    assert all(row.who & standings for row in rows_of("proposal"))
    assert find("proposal", "create", CREATED)
