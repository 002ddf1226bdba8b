"""The completeness check: computed, confirmed point by point, and asked for before the review starts."""

import pytest
from django.db import DatabaseError, transaction

from proposals import door
from proposals.facts import dossier, points_of
from proposals.http import new_key
from proposals.intake.checklist import Given, points
from proposals.intake.models import Confirmation
from proposals.models import Proposal
from proposals.passages import PROPOSAL
from proposals.review import completing
from workflow import clocks
from workflow.models import TransitionRecord
from workflow.refusals import GateClosed, NotYours, WrongState


@pytest.fixture
def story(world):
    return world.story().invite("fundy").open().endorse("fundy").sign_off().submit().assign("rita", "rob")


def start(story) -> TransitionRecord:
    return door.act(PROPOSAL, story.proposal.pk, "start_review", actor=story.actor("cora"), seen_version=None)


def marks(story) -> dict[str, tuple[str, str]]:
    return {one.point.key: (one.point.mark, "") for one in completing.checks(story.proposal)}


def test_the_review_starts_when_every_point_is_confirmed(world, story):
    with pytest.raises(GateClosed) as refused:
        start(story)
    assert refused.value.sentences == (
        "Confirm these points of the completeness check first: Document, Declarations, Endorsements, Files.",
    )
    cora = world.cast.people["cora"]
    every = marks(story)
    completing.confirm(story.proposal.pk, {"files": every.pop("files")}, actor=story.actor("cora"))
    with pytest.raises(GateClosed) as refused:
        start(story)
    assert "Files" not in refused.value.sentences[0]
    completing.confirm(story.proposal.pk, every, actor=story.actor("cora"))
    assert completing.confirm(story.proposal.pk, every, actor=story.actor("cora")) == []
    record = start(story)
    assert record.details["confirmed"] == dict.fromkeys(
        ["document", "declarations", "endorsements", "files"], str(cora.pk)
    )


def test_only_a_coordinator_of_the_case_confirms(world, story):
    for who in ("ada", "rita", "otto", "operator", "dev"):
        with pytest.raises(NotYours):
            completing.confirm(story.proposal.pk, marks(story), actor=story.actor(who))
    address = f"/work/proposals/{story.proposal.pk}/review/completeness/"
    assert {who: world.client(who).get(address).status_code for who in ("cora", "otto", "ada", "rita", "emma")} == {
        "cora": 200,
        "otto": 200,
        "ada": 404,
        "rita": 404,
        "emma": 404,
    }


def test_what_has_changed_since_is_confirmed_again(world, story):
    completing.confirm(story.proposal.pk, marks(story), actor=story.actor("cora"))
    story.proposal.endorsements.update(valid_until=clocks.now())
    story.proposal.endorsements.model.objects.filter(proposal=story.proposal).update(state="withdrawn")
    with pytest.raises(GateClosed) as refused:
        start(story)
    assert any("Endorsements" in sentence for sentence in refused.value.sentences)
    with pytest.raises(WrongState):
        completing.confirm(story.proposal.pk, {"endorsements": ("1/0", "")}, actor=story.actor("cora"))
    point = next(one for one in points_of(dossier(story.proposal), clocks.now()) if one.key == "endorsements")
    with pytest.raises(GateClosed):
        completing.confirm(story.proposal.pk, {"endorsements": (point.mark, " ")}, actor=story.actor("cora"))
    row, *_none = completing.confirm(
        story.proposal.pk, {"endorsements": (point.mark, "They sign on Monday.")}, actor=story.actor("cora")
    )
    assert row.note == "They sign on Monday."


def test_each_round_is_checked_anew(world, story):
    story.review("rita", "rob").require("R2", "C", "Say more.").move("return_for_changes", "cora")
    story.answer({1: "Done."}, "J", {"teach_out": "Two terms."})
    story.move("resubmit", "sam")
    checks = completing.checks(Proposal.objects.get(pk=story.proposal.pk))
    assert [one.point.key for one in checks][-1] == "answers"
    assert not any(one.confirmation for one in checks)


def test_the_page_confirms_what_was_shown_and_leads_on(world, story):
    client = world.client("cora")
    address = f"/work/proposals/{story.proposal.pk}/review/completeness/"
    text = client.get(address).content.decode()
    assert "1 endorsement is current." in text
    assert "Return it as incomplete" in text
    fields = {"seen_version": story.proposal.version, "idempotency_key": new_key()}
    assert client.post(address, fields | {"document": "5/5"}).status_code == 422
    assert Confirmation.objects.count() == 0
    sent = fields | {key: mark for key, (mark, _note) in marks(story).items()}
    assert client.post(address, sent).status_code == 302
    assert Confirmation.objects.count() == 4
    text = client.get(address).content.decode()
    assert "Start the review" in text
    assert text.count("Cora Benoit") >= 4
    assert world.client("ada").post(address, sent).status_code == 404


def test_a_confirmation_is_never_changed(world, story):
    completing.confirm(story.proposal.pk, marks(story), actor=story.actor("cora"))
    for change in (lambda: Confirmation.objects.update(note="x"), lambda: Confirmation.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_mark_differs_when_what_is_found_does():
    one, other = Given(files=2), Given(files=2, unscanned=("plan.pdf",))
    assert [point.mark for point in points(one)] != [point.mark for point in points(other)]
    assert [point.mark for point in points(one)] == [point.mark for point in points(Given(files=2))]
