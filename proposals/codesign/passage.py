"""How an endorsement passes the door."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import override

from notifications import services as notifications
from notifications.rules import Audience
from notifications.selectors import was_told
from notifications.services import Recipient
from partners import guests
from partners.actors import Actor
from partners.models import GuestLink, GuestPurpose, LinkEnd, User
from proposals import audiences, matters
from proposals.codesign.models import Endorsement
from proposals.codesign.statement import missing_answers
from proposals.document.comparing import DELETED, INSERTED, SAME, FieldChange, Run, compared
from proposals.document.declaration import section
from proposals.document.items import keys
from proposals.document.translation import LANGUAGES
from proposals.door import Move, Passage
from proposals.facts import shown_state
from proposals.models import Proposal, Revision
from proposals.standing import PARTNER, grant, permissions, revoke, standing
from proposals.writing.selectors import latest_revision
from workflow import clocks
from workflow.facts import EndorsementFacts, Facts
from workflow.process import CREATED, Who
from workflow.states import DECIDED, ENDORSEMENT_GONE, EndorsementState, ProposalState

# In a mail; the page shows all of it.
MOST_CHANGES, WORDS_OF_CHANGE = 8, 60
GUEST_LINK_LIFE = timedelta(days=180)
LINK_ENDS = {"expire": LinkEnd.EXPIRED, "revoke": LinkEnd.REVOKED, "hand_on": LinkEnd.HANDED_ON}

# From here nothing is signed: the statement is not looked at.
UNSIGNED = frozenset({CREATED, EndorsementState.INVITED, EndorsementState.DECLINED, EndorsementState.WITHDRAWN})


def stand(endorsement: Endorsement, actor: Actor, state: str) -> Facts:
    return Facts(state=state, standing=_standing(endorsement, actor, state), now=clocks.now())


def gather(endorsement: Endorsement, actor: Actor, state: str) -> EndorsementFacts:
    """The state of the case is the one that partners know: a decision that is held opens nothing yet."""
    proposal = endorsement.proposal
    known = stand(endorsement, actor, state)
    missing = () if state in UNSIGNED else missing_answers(endorsement.draft, _competencies(proposal))
    return EndorsementFacts(
        state=state,
        standing=known.standing,
        now=known.now,
        case_state=shown_state(proposal, known.now),
        statement_missing=missing,
        authority_confirmed=bool(endorsement.draft.get("authority")),
        signer_is_author=actor.user is not None
        and bool(permissions(actor, proposal) & {"write"} or proposal.created_by_id == actor.user.pk),
        due_at=endorsement.due_at,
        valid_until=endorsement.valid_until,
    )


def _competencies(proposal: Proposal) -> list[str]:
    """Keys of the competencies that a statement weighs."""
    revision = latest_revision(proposal)
    return keys((revision.content.get("E", {}).get("competencies") or []) if revision else [])


def _standing(endorsement: Endorsement, actor: Actor, state: str) -> frozenset[Who]:
    """Only the invited person stands as endorser of their own endorsement; authors invite, and take that back."""
    if actor.is_system:
        return frozenset({Who.SYSTEM})
    found = standing(actor, endorsement.proposal)
    if state == CREATED:
        return found & {Who.AUTHOR}
    own = actor.user is not None and endorsement.person_id == actor.user.pk
    return found & ({Who.ENDORSER, Who.CONTRIBUTOR} if own else {Who.AUTHOR})


def resolve(endorsement: Endorsement) -> Callable[[Audience], Iterable[Recipient]]:
    def people(audience: Audience) -> Iterable[Recipient]:
        return audiences.resolve(audience, endorsement.proposal, endorsement=endorsement)

    return people


def context(endorsement: Endorsement, actor: Actor, reason: str) -> dict[str, Any]:
    organisation = endorsement.organisation
    return audiences.context(
        endorsement.proposal,
        actor,
        reason,
        partner={"en": organisation.name, "fr": organisation.name_in("fr")},
        due=endorsement.due_at.isoformat(),
        message=endorsement.message,
        sections=[_bilingual(section(key).title) for key in endorsement.stale_because.get("sections", [])],
        changes=_changes(endorsement),
        **_colleagues(endorsement),
    )


def _colleagues(endorsement: Endorsement) -> dict[str, Any]:
    """Whom a handed-on invitation went to, or whom a colleague's came from."""
    if endorsement.state == EndorsementState.HANDED_ON:
        new = endorsement.handed_on_to.person
        return {"colleague": new.name, "colleague_mail": new.email, "other_domain": other_domain(endorsement, new)}
    return {"colleague": endorsement.handed_on_by.person.name} if endorsement.handed_on_by else {}


def other_domain(endorsement: Endorsement, colleague: User) -> bool:
    """A colleague's address that shares no mail domain with the invited person's: allowed, and shown."""
    return domain(endorsement.person.email) != domain(colleague.email)


def domain(email: str) -> str:
    return email.rpartition("@")[2].lower()


def _bilingual(text: Any) -> dict[str, str]:
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = str(text)
    return found


def _changes(endorsement: Endorsement) -> list[dict[str, str]]:
    """Before and after of each endorsed field that changed, for the mail; empty where it is not stale."""
    because = endorsement.stale_because
    if endorsement.state != EndorsementState.STALE or not because:
        return []
    revisions = Revision.objects.filter(proposal=endorsement.proposal_id)
    before, after = (revisions.get(number=because[side]).content for side in ("from_revision", "to_revision"))
    told = []
    for language in LANGUAGES:
        with override(language):
            found = compared(before, after, language, because["sections"])[:MOST_CHANGES]
            told.append([_before_and_after(change) for change in found])
    return [dict(zip(LANGUAGES, texts, strict=True)) for texts in zip(*told, strict=True)]


def _before_and_after(change: FieldChange) -> str:
    runs = [run for line in change.lines for run in (*line, Run(SAME, " "))]
    sides = ["".join(run.text for run in runs if run.mark != gone).strip() for gone in (INSERTED, DELETED)]
    before, after = (Truncator(side).words(WORDS_OF_CHANGE) or "–" for side in sides)
    sentence = _("%(place)s. Before: “%(before)s” Now: “%(after)s”")
    return sentence % {"place": f"{change.section_title}, {change.label}", "before": before, "after": after}


def let_in(move: Move) -> None:
    """The invited person may read, comment and, when asked to, endorse."""
    endorsement: Endorsement = move.subject
    codes = ["contribute", "endorse"] if endorsement.purpose == GuestPurpose.ENDORSE else ["contribute"]
    grant(endorsement.proposal, endorsement.person, codes)


def show_out(move: Move) -> None:
    """An invitation that is over opens nothing any more, unless the person was asked for another partner too."""
    endorsement: Endorsement = move.subject
    others = Endorsement.objects.filter(proposal=endorsement.proposal_id, person=endorsement.person_id)
    if not others.exclude(pk=endorsement.pk).exclude(state__in=ENDORSEMENT_GONE).exists():
        revoke(endorsement.proposal, endorsement.person, ["view_proposal", *PARTNER])
    if endorsement.guest_link is not None:
        guests.revoke(endorsement.guest_link, actor=move.actor, because=LINK_ENDS[move.row.name])


def ask_again(move: Move) -> None:
    """Another period with another link; the old link says that there is a newer one."""
    endorsement: Endorsement = move.subject
    endorsement.invited_at, endorsement.due_at = move.record.at, datetime.fromisoformat(move.details["due"])
    endorsement.save(update_fields=["invited_at", "due_at"])
    renew_link(endorsement, actor=move.actor)
    let_in(move)


def renew_link(endorsement: Endorsement, *, actor: Actor) -> None:
    """A guest's new link closes the old one; who has an account needs none."""
    if endorsement.guest_link is not None:
        guests.revoke(endorsement.guest_link, actor=actor, because=LinkEnd.REPLACED)
    endorsement.guest_link = new_link(endorsement)
    endorsement.save(update_fields=["guest_link"])


def new_link(endorsement: Endorsement) -> GuestLink | None:
    if not endorsement.person.is_guest:
        return None
    ends = clocks.now() + GUEST_LINK_LIFE
    return guests.make_link(endorsement.person, endorsement.purpose, endorsement.proposal_id, ends)


def support_lost(move: Move) -> None:
    """After a decision a withdrawal does not vanish: the Province hears of it."""
    endorsement: Endorsement = move.subject
    if endorsement.proposal.state in DECIDED:
        notifications.announce(
            "endorsement.support_lost",
            resolve(endorsement),
            actor=move.actor,
            event_key=f"support:{move.record.uuid}",
            context=context(endorsement, move.actor, move.record.reason),
            matter=matters.of_endorsement(endorsement),
            case_id=endorsement.proposal_id,
        )


def unheard(endorsement: Endorsement, name: str) -> bool:
    """Invitations made in a draft go out when co-design opens (see the rule of proposal.open_co_design).

    Who never heard of one does not hear that it was taken back either.
    """
    if endorsement.proposal.state != ProposalState.DRAFT:
        return False
    asked = name in {"invite", "invite_again"}
    return asked or (name == "revoke" and not was_told(endorsement.person, endorsement.proposal_id))


ENDORSEMENT = Passage(
    machine="endorsement",
    model=Endorsement,
    case_field="proposal",
    stand=stand,
    gather=gather,
    resolve=resolve,
    context=context,
    matter=matters.of_endorsement,
    pinned=lambda endorsement: endorsement.proposal.framework,
    effects={
        "invite": let_in,
        "take_over": let_in,
        "invite_again": ask_again,
        "expire": show_out,
        "revoke": show_out,
        "hand_on": show_out,
        "withdraw": support_lost,
    },
    methods={"draft": "save_draft"},
    silent=unheard,
    weigh=frozenset({"sign", "reaffirm", "decline", "withdraw", "expire"}),
)
