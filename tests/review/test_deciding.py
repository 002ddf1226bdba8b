"""Return, decision, letter: taken on exactly what was seen, told in the applicant's language, readable by everybody."""

from datetime import timedelta
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from config.demo.story import Story, ago
from partners.actors import Actor
from proposals import door, timed
from proposals.codesign.passage import ENDORSEMENT
from proposals.document.sample import complete
from proposals.http import new_key
from proposals.models import Proposal
from proposals.passages import PROPOSAL
from proposals.review import assigning, conditioning, deciding, letters, returning
from proposals.review.lettering import blocks
from proposals.review.models import Recommendation
from proposals.review.sight import SEEN, sight, sights
from register.models import Snapshot
from register.services import publish_due
from tests.review.conftest import again
from workflow import clocks
from workflow.models import TransitionRecord
from workflow.refusals import GateClosed, WrongState

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def recommended_once(told_once):
    def tell(world):
        story = world.story(topic="heat-pumps").invite("fundy", "harbour").open()
        story.endorse("fundy").endorse("harbour").sign_off().submit()
        return [story.assign("rita", "rob").review("rita", "rob").consensus().recommend("approve", "All met.")]

    return told_once(tell)[0]


@pytest.fixture
def story(recommended_once, world):
    """In the approver's hands, with the recommendation to approve."""
    return again(recommended_once, world)


def case(story, end="") -> str:
    return f"/work/proposals/{story.proposal.pk}/{end}"


def fresh(story) -> Proposal:
    return Proposal.objects.get(pk=story.proposal.pk)


def sent(story, **fields):
    seen = {"seen_version": fresh(story).version, "idempotency_key": new_key()}
    return seen | {"seen_package": sight(fresh(story)).fingerprint} | fields


# --- Deciding on what was seen --------------------------------------------------------------------------------------


def withdraw_an_endorsement(story):
    row = story.proposal.endorsements.get(organisation=story.organisation("harbour"))
    guest = Actor(row.person, guest_link=row.guest_link)
    door.act(ENDORSEMENT, row.pk, "withdraw", actor=guest, seen_version=None, reason="We have closed.")


def edit_the_letter(story):
    draft = Recommendation.objects.get(proposal=story.proposal)
    deciding.recommend_draft(
        story.proposal.pk,
        actor=story.actor("cora"),
        outcome=draft.outcome,
        reasons=draft.reasons,
        letter=draft.letter + "\n\nOne more sentence.",
        language=draft.language,
    )


def add_a_condition(story):
    story.condition("R6", "One more thing.", 60)


def require_a_change(story):
    story.require("R6", "F", "One more thing.")


EDITS = [withdraw_an_endorsement, edit_the_letter, add_a_condition, require_a_change]


@pytest.mark.parametrize("edit", EDITS)
def test_nobody_decides_on_what_they_have_not_seen(world, story, edit):
    """Whatever changes after the page was opened: letter, conditions, changes, or an endorsement."""
    before, stale = sight(fresh(story)).fingerprint, sent(story)
    edit(story)
    assert sight(fresh(story)).fingerprint != before
    assert world.client("ann").post(case(story, "move/approve/"), stale).status_code == 409
    half = sent(story, seen_package=before)
    refused = world.client("ann").post(case(story, "move/approve/"), half)
    assert refused.status_code == 409
    assert "has changed since you opened the page" in refused.content.decode()
    assert fresh(story).state == "decision_pending"
    assert world.client("ann").post(case(story, "move/approve/"), sent(story)).status_code == 302
    assert TransitionRecord.objects.filter(transition="approve").get().details[SEEN] == sight(fresh(story)).fingerprint


def test_a_decision_without_what_was_seen_is_refused(world, story):
    fields = sent(story)
    del fields["seen_package"]
    assert world.client("ann").post(case(story, "move/approve/"), fields).status_code == 409
    assert fresh(story).state == "decision_pending"


def test_the_page_of_a_decision_shows_everything_that_it_is_taken_on(world, story):
    page = world.client("ann").get(case(story, "move/approve/")).content.decode()
    for words in ("All met.", "Every criterion is met fully.", "Fundy Ocean Sensors", "The letter that goes out"):
        assert words in page
    assert sight(fresh(story)).fingerprint in page


def test_what_is_decided_on_is_read_in_as_many_queries_for_three_cases_as_for_one(
    world, story, django_assert_num_queries
):
    others = [world.story(topic=topic).proposal for topic in ("heat-pumps", "cyber-triage")]
    with django_assert_num_queries(5):
        sights([story.proposal])
    with django_assert_num_queries(5):
        sights([story.proposal, *others])


# --- The letter -----------------------------------------------------------------------------------------------------


def test_a_letter_is_built_from_what_is_on_record_in_the_applicants_language(world):
    content = complete("french-health-reception")
    story = Story(world.cast, "elodie", "luc", "usa", content, ago(40)).begin().invite("clare").open()
    story.endorse("clare").sign_off().submit().assign("rita", "rob").review("rita", "rob", weak={"R6": "1"})
    story.consensus({"R6": "1", "R9": "2"}).condition("R6", "Faire l’essai de la tâche.", 90)
    story.recommend("approve_with_conditions", "Les critères sont remplis.")
    text = Recommendation.objects.get(proposal=story.proposal).letter
    assert "Université Sainte-Anne" in text
    assert "1. Faire l’essai de la tâche." in text
    assert "Motifs" in text
    assert "Les critères sont remplis." in text
    page = world.client("ann").get(case(story, "letter/")).content.decode()
    assert '<div class="tm-letter" lang="fr">' in page
    assert '<li value="1">' in page
    assert '<h3 class="govuk-heading-s">Conditions</h3>' in page


@pytest.mark.parametrize("outcome", ["decline", "return_for_changes"])
def test_a_letter_names_the_day_until_which_there_is_time(world, reviewed, outcome):
    reviewed.require("R6", "F.assessments.2", "Say who assesses.")
    text = letters.draft(fresh(reviewed), outcome, "Reasons.", "en")
    assert "by ." not in text
    assert str(clocks.today().year)[:2] in text
    if outcome == "return_for_changes":
        assert "1. R6, Assessment 2: Say who assesses." in text


def test_the_letter_comes_as_tagged_pdf_and_nothing_in_it_is_run(world, story):
    deciding.recommend_draft(
        story.proposal.pk,
        actor=story.actor("cora"),
        outcome="approve",
        reasons=HOSTILE,
        letter=f"1 May\n\nAcadia\n\nTitle\n\nReasons\n\n{HOSTILE}\n\n1. First {HOSTILE}\n\n2. Second",
        language="fr",
    )
    for end in ("letter/", "move/approve/", "review/"):
        assert HOSTILE not in world.client("ann").get(case(story, end)).content.decode()
    answer = world.client("ann").get(case(story, "letter/pdf/"))
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(answer.content))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("fr")
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "<script>" in text.replace("\n", "")  # shown as it was typed
    assert "Ébauche" in text


def test_applicants_read_their_letter_once_it_is_told_and_keep_it(world, reviewed):
    reviewed.require("R6", "F", "Say more.")
    draft = {"outcome": "return_for_changes", "reasons": "Nearly.", "letter": "", "language": "en"}
    deciding.recommend_draft(reviewed.proposal.pk, actor=reviewed.actor("cora"), **draft)
    for end in ("letter/", "letter/pdf/"):
        assert world.client("ada").get(case(reviewed, end)).status_code == 404
        assert world.client("rita").get(case(reviewed, end)).status_code == 404
        assert world.client("cora").get(case(reviewed, end)).status_code == 200
    reviewed.move("return_for_changes", "cora")
    assert world.client("ada").get(case(reviewed, "letter/")).status_code == 200
    reviewed.answer({1: "Done."}, "J", {"assurance": "A board looks at it every year."})
    reviewed.move("resubmit", "sam")
    page = world.client("ada").get(case(reviewed, "letter/?round=1")).content.decode()
    assert '<li value="1">R6, F. ' in page
    assert world.client("ada").get(case(reviewed, "letter/?round=2")).status_code == 404
    assert "Round 1, change 1" in world.client("ada").get(case(reviewed, "changes/")).content.decode()


@given(st.text())
def test_every_line_of_a_letter_is_in_its_blocks(text):
    clean = text.replace("\r\n", "\n")
    kept = "\n".join(line for block in blocks(text) for line in block.lines)
    assert kept.split() == clean.split()


# --- Return ---------------------------------------------------------------------------------------------------------


def test_a_criterion_found_wanting_waits_for_its_required_change(world, reviewed):
    client = world.client("cora")
    reviewed.consensus({"R6": "1"})
    page = client.get(case(reviewed, "changes/")).content.decode()
    assert "Found wanting, and no change is asked for yet" in page
    fields = sent(reviewed, criterion="R6", place="F.assessments.2", text="Say who assesses.")
    assert client.post(case(reviewed, "changes/"), fields).status_code == 302
    page = client.get(case(reviewed, "changes/")).content.decode()
    assert "Found wanting" not in page
    assert "1. R6 · Assessment 2" in page
    row = reviewed.proposal.required_changes.get()
    assert (row.section, row.place, row.field) == ("F", "F.assessments.2", "assessments")
    for place in ("", "Z", "F.nothing", "F.assessments.99"):
        assert (
            client.post(case(reviewed, "changes/"), sent(reviewed, criterion="R6", place=place, text="x")).status_code
            == 422
        )


def test_the_answer_stands_beside_what_changed_until_it_is_sent_back(world, reviewed):
    reviewed.require("R6", "F.moderation", "Say who decides.").move("return_for_changes", "cora")
    reviewed.answer({1: "A third assessor decides."}, "F", {"moderation": "A third assessor decides when two differ."})
    page = world.client("ada").get(case(reviewed, "changes/")).content.decode()
    assert "What changed in section F since then" in page
    assert "<ins>" in page
    assert "document/F/#field-moderation" in page
    reviewed.endorse("fundy")
    reviewed.move("resubmit", "sam")
    with pytest.raises(WrongState):
        returning.answer_changes(reviewed.proposal.pk, {1: "Too late."}, actor=reviewed.actor("ada"))


# --- Conditions, reconsideration ------------------------------------------------------------------------------------


@pytest.fixture
def conditioned(world, reviewed):
    reviewed.consensus({"R6": "1"}).condition("R6", "Try it out.", 100).condition("R6", "Report on it.", 160)
    reviewed.recommend("approve_with_conditions", "All but one.")
    reviewed.moment = clocks.now()
    reviewed.move("approve_with_conditions", "ann")
    return reviewed


def test_evidence_for_one_condition_moves_the_clock_to_the_next(world, conditioned):
    first, second = conditioned.proposal.conditions.values_list("due", flat=True)
    start = clocks.now()

    def day(due, days):
        return clocks.at(start + timedelta(days=(due - start.date()).days + days))

    with day(first, -20):
        conditioning.evidence_conditions(conditioned.proposal.pk, {1: "Tried out."}, actor=conditioned.actor("ada"))
        assert fresh(conditioned).due_at.astimezone(clocks.HALIFAX).date() == second
    with day(first, 5):
        assert timed.run()["reminders"] == 0
        assert fresh(conditioned).state == "approved_with_conditions"
    with day(second, -5):
        assert timed.run()["reminders"] == 1
        assert timed.run()["reminders"] == 0
    with day(second, 3):
        timed.run()
        assert fresh(conditioned).state == "lapsed"


def test_the_public_mark_stays_until_the_conditions_are_confirmed(world, conditioned):
    with clocks.at(clocks.now() + timedelta(hours=1)):
        publish_due()
        address = f"/register/{Snapshot.objects.get().listing.slug}/"
        assert "Approved with conditions" in world.client().get(address).content.decode()
        texts = {1: "Tried in May.", 2: "The report is with the dean."}
        conditioning.evidence_conditions(conditioned.proposal.pk, texts, actor=conditioned.actor("ada"))
        door.act(
            PROPOSAL, conditioned.proposal.pk, "confirm_conditions", actor=conditioned.actor("cora"), seen_version=None
        )
        publish_due()
        assert "Approved with conditions" not in world.client().get(address).content.decode()


def test_the_reviewers_of_a_declined_proposal_are_refused_with_a_sentence(world, reviewed):
    reviewed.consensus().recommend("decline", "Too close.")
    reviewed.move("decline", "ann", reason="Too close.")
    reviewed.move("reconsider", "sam", reason="The other course has ended.")
    with pytest.raises(GateClosed) as refused:
        assigning.assign(actor=reviewed.actor("cora"), proposal=fresh(reviewed), reviewer=world.cast.people["rita"])
    assert "assigned to this proposal before" in refused.value.sentences[0]
