"""Who has not seen the last edit cannot decide."""

import os
import random
import re

from django.db import transaction

from partners.actors import Actor
from proposals.codesign import endorsing
from proposals.http import new_key
from proposals.models import Proposal
from proposals.review import conditioning, deciding, returning
from workflow import clocks

INTERLEAVINGS = int(os.environ.get("TIDEMARK_UNSEEN", "60"))
SEEN = re.compile(r'name="(seen_version|seen_package)" value="(\w+)"')


class Deciding:
    """A case that waits for its decision, the approver's browser, and what others do meanwhile."""

    def __init__(self, world, story) -> None:
        self.world, self.pk = world, story.proposal.pk
        self.browser = world.client("ann")
        self.page = f"/work/proposals/{self.pk}/move/approve/"
        self.endorsements = story.proposal.endorsements
        self.seen: dict[str, str] = {"seen_version": "1", "seen_package": ""}

    def look(self) -> None:
        self.seen = dict(SEEN.findall(self.browser.get(self.page).content.decode()))

    def edit_the_letter(self) -> None:
        deciding.recommend_draft(
            self.pk,
            actor=self.world.actor("cora"),
            outcome="approve",
            reasons="All criteria are met.",
            letter=f"Dear all, it is approved. {new_key()}",
            language="en",
        )

    def set_a_condition(self) -> None:
        conditioning.set_condition(
            self.pk,
            actor=self.world.actor("cora"),
            criterion="R6",
            text="Try the task out.",
            owner="Ada Boudreau",
            due=clocks.today(),
        )

    def require_a_change(self) -> None:
        returning.require_change(
            self.pk, actor=self.world.actor("cora"), criterion="R2", place="C", text="One newer source."
        )

    def withdraw_an_endorsement(self) -> None:
        row = self.endorsements.get()
        if row.state == "withdrawn":
            self.edit_the_letter()
            return
        actor = Actor(row.person, guest_link=row.guest_link)
        endorsing.move(row.pk, "withdraw", actor=actor, reason="Sold.", seen_version=row.version, idempotency_key=None)

    def decide(self) -> int:
        fields = self.seen | {"idempotency_key": new_key()}
        return int(self.browser.post(self.page, fields).status_code)


EDITS = (
    Deciding.edit_the_letter,
    Deciding.set_a_condition,
    Deciding.require_a_change,
    Deciding.withdraw_an_endorsement,
)


def test_an_approver_who_has_not_seen_the_last_edit_cannot_decide(world, record_property):
    story = world.story().invite("fundy").open().endorse("fundy").sign_off().submit()
    story.assign("rita", "rob").review("rita", "rob").consensus().recommend("approve", "All criteria are met.")
    chance, decided, refused = random.Random(20261125), 0, 0
    for _number in range(INTERLEAVINGS):
        with transaction.atomic():
            case, seen_all = Deciding(world, story), False
            for step in chance.choices([Deciding.look, *EDITS], k=chance.randint(1, 5)):
                step(case)
                seen_all = step is Deciding.look
            status = case.decide()
            state = Proposal.objects.get(pk=case.pk).state
            assert (status, state) == ((302, "approved") if seen_all else (409, "decision_pending"))
            decided, refused = decided + seen_all, refused + (not seen_all)
            transaction.set_rollback(True)
    assert decided and refused
    record_property("interleavings of edits, looks and decisions", INTERLEAVINGS)
    record_property("decided having seen all", decided)
    record_property("refused", refused)
