"""An endorsement is the partner's own: whoever else tries, by any page or service, changes nothing of it."""

from contextlib import suppress
from uuid import uuid4

import pytest
from django.core.exceptions import BadRequest
from django.http import Http404
from django.urls import reverse

from config.demo.story import statement
from partners.actors import Actor
from proposals import door
from proposals.codesign import endorsing
from proposals.codesign.invitation_list import ACTIONS
from proposals.codesign.models import Endorsement, Statement
from proposals.codesign.passage import ENDORSEMENT
from proposals.http import new_key
from proposals.selectors import latest_revision
from tests.site.test_policy import routes
from workflow.process import rows_of
from workflow.refusals import Refusal

OTHERS = ("ada", "sam", "dev", "emma", "cora", "rita", "ann", "fran", "otto", "operator")
CLOSED = (Refusal, Http404, BadRequest)


# An author may take an unanswered invitation back, ask again, and send a new link: that is the invitation, not what a
# partner says.
FOLLOWING_UP = {"revoke", "invite_again"}


def written() -> list:
    """Every partner's word, and whose it is; where it stands, once something is said."""
    whose = ("pk", "organisation", "person", "purpose", "draft", "valid_until", "stale_because")
    rows = Endorsement.objects.order_by("pk")
    said = rows.exclude(state__in=["invited", "revoked"]).values_list("pk", "state")
    return [list(rows.values_list(*whose)), list(said), list(Statement.objects.order_by("pk").values())]


@pytest.fixture
def story(world):
    """One partner has signed, one is asked; the case is with the institution, which may do most here."""
    return world.story().invite("fundy", "harbour").open().endorse("fundy")


def crafted(story, endorsement: Endorsement) -> dict:
    """What somebody sends who would like to be the partner."""
    answers = {name: value for name, value in statement(story.content, "yes").items() if name != "competencies"}
    weights = {f"competency-{key}": "essential" for key in ("1", "2", "3")}
    return {
        **answers,
        **weights,
        "authority": "on",
        "covers": ["D"],
        "speaks_for": "employer",
        "sign": "1",
        "still": "1",
        "seen_version": endorsement.version,
        "seen_revision": latest_revision(story.proposal).number,
        "idempotency_key": new_key(),
        "reason": "Because.",
        "state": "signed",
        "status": "signed",
        "person": str(endorsement.person_id),
        "person_id": str(endorsement.person_id),
        "author": str(endorsement.person_id),
        "signed_by": str(endorsement.person_id),
        "organisation": str(endorsement.organisation_id),
        "organisation_id": str(endorsement.organisation_id),
        "endorsement": str(endorsement.pk),
        "id": str(endorsement.pk),
        "valid_until": "2030-01-01",
        "draft": "{}",
    }


def addresses(story, endorsement: Endorsement) -> list[str]:
    """Every page of the room, with this case and this endorsement; each answer by each name of the table."""
    found = []
    names = [row.name for row in rows_of("endorsement")]
    for route, parameters in routes().items():
        if route.startswith("codesign:"):
            given = {"pk": story.proposal.pk}
            for word in names if "name" in parameters else ACTIONS if "action" in parameters else [""]:
                given |= {"name": word, "action": word}
                found.append(reverse(route, kwargs={one: given.get(one, endorsement.pk) for one in parameters}))
    return found


def test_no_page_of_anybody_else_changes_an_endorsement(world, story, record_property):
    tried = 0
    for endorsement in Endorsement.objects.order_by("invited_at"):
        before = written()
        form = crafted(story, endorsement)
        for person in OTHERS:
            client = world.client(person)
            for address in addresses(story, endorsement):
                for method in ("post", "put", "patch", "delete"):
                    response = getattr(client, method)(address, form if method == "post" else None)
                    assert response.status_code < 500, (person, method, address)
                    tried += 1
        assert written() == before
    record_property("hands off: tries by page", tried)
    assert tried > 400


def test_no_service_serves_anybody_else(world, story, record_property):
    tried = 0
    for endorsement in Endorsement.objects.order_by("invited_at"):
        before = written()
        for person in OTHERS:
            for pretended in (None, endorsement.guest_link):
                actor = Actor(world.cast.people[person], guest_link=pretended)
                tried += everything(story, endorsement, actor)
        assert written() == before
        assert Endorsement.objects.get(pk=endorsement.pk).state == endorsement.state
    record_property("hands off: tries by service", tried)


def everything(story, endorsement: Endorsement, actor: Actor) -> int:
    """Every service for partners, and every move of the machine, past the services."""
    answers = statement(story.content, "yes") | {"state": "signed", "organisation": str(uuid4())}
    signing = {
        "seen_version": endorsement.version,
        "seen_revision": latest_revision(story.proposal).number,
        "shown_text": "as shown",
        "language": "en",
        "idempotency_key": None,
    }
    tries = [
        lambda: endorsing.open_invitation(endorsement, actor=actor),
        lambda: endorsing.save_draft(endorsement.pk, answers, actor=actor, seen_version=endorsement.version),
        lambda: endorsing.sign(endorsement.pk, answers, actor=actor, **signing),
    ]
    for row in rows_of("endorsement"):
        if not row.sources & {endorsement.state, "signed"} or row.name in FOLLOWING_UP:
            continue

        def move(name=row.name):
            return endorsing.move(
                endorsement.pk, name, actor=actor, reason="x", seen_version=endorsement.version, idempotency_key=None
            )

        def act(name=row.name):
            return door.act(ENDORSEMENT, endorsement.pk, name, actor=actor, seen_version=None, reason="x")

        tries += [move, act]
    for one in tries:
        with suppress(*CLOSED):
            one()
            raise AssertionError("somebody else was let in")
    return len(tries)


def test_its_own_form_writes_answers_and_nothing_else(world, story):
    """The partner cannot write status, author or organisation either: crafted fields of their own form fall away."""
    endorsement = Endorsement.objects.get(organisation=story.organisation("harbour"))
    other = story.organisation("cabot")
    client = world.guest(endorsement)
    page = reverse("codesign:endorse", args=[story.proposal.pk])
    form = crafted(story, endorsement) | {"organisation": str(other.pk), "state": "reaffirmed", "valid_until": ""}
    form |= {"person": str(world.cast.people["ada"].pk)}
    assert client.post(page, form).status_code == 302
    after = Endorsement.objects.get(pk=endorsement.pk)
    assert (after.state, after.organisation_id, after.person_id) == (
        "signed",
        endorsement.organisation_id,
        endorsement.person_id,
    )
    signed = Statement.objects.get(endorsement=after)
    assert signed.signed_by_id == endorsement.person_id
    assert not {"state", "organisation", "person", "status"} & set(signed.answers)


def test_the_database_refuses_to_change_what_was_signed(world, story):
    from django.db import DatabaseError, transaction

    for change in (
        lambda: Statement.objects.update(answers={}),
        lambda: Statement.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Statement.objects.get().answers["demand"] == "yes"
