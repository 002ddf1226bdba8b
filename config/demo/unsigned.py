"""Invitations that end without a signature: handed on, declined, run out."""

from datetime import timedelta

from config.demo.story import Story
from partners.actors import SYSTEM, Actor
from partners.services import person
from proposals import door
from proposals.codesign import handing_on, inviting
from proposals.codesign.models import Endorsement
from proposals.codesign.passage import ENDORSEMENT
from workflow import clocks


def invitations_that_ended(story: Story) -> None:
    """One handed on to a colleague at another address, one declined, one that nobody answered in time."""
    late = ask(story, "cabot", "ward.head@cabot.example", "Ward MacLeod", "Head of sites", days=4)
    wrong = ask(story, "clare", "claude@clare.example", "Claude Thibodeau", "Reception")
    busy = ask(story, "harbour", "lena@harbour.example", "Lena Fraser", "Director of care")
    with story.later(20):
        handing_on.hand_on(
            wrong.pk,
            actor=guest(wrong),
            name="Odile Melanson",
            email="odile@clare-it.example",
            language="fr",
            seen_version=wrong.version,
            idempotency_key=None,
        )
    reason = "We have nobody who works at a security desk, so we cannot judge this."
    with story.later(20):
        door.act(ENDORSEMENT, busy.pk, "decline", actor=guest(busy), seen_version=None, reason=reason)
    with story.later(100):
        door.act(ENDORSEMENT, late.pk, "expire", actor=SYSTEM, seen_version=None)


def ask(story: Story, partner: str, email: str, name: str, title: str, *, days: int = 14) -> Endorsement:
    with story.later(2):
        return inviting.invite(
            actor=story.actor(story.author),
            proposal=story.proposal,
            organisation=story.organisation(partner),
            person=person(email, name, title=title),
            part="advise",
            message="Your people work with this every day. Is it what they need?",
            due=clocks.today() + timedelta(days=days),
        )


def guest(endorsement: Endorsement) -> Actor:
    return Actor(endorsement.person, guest_link=endorsement.guest_link)
