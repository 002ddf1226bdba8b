"""Who is told what: event → (audience, message, must they act?, by which channels, what if it is in doubt).

Every event of `workflow.process` has its line, here or in `NOBODY`, which says why. Sparse on purpose: a person
is told when it is their turn, or when something they wrote, signed or asked for is settled. The rest is in
"My work".
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications.models import Channel


class Audience(StrEnum):
    """Names only; the passage of each machine resolves them to people."""

    AUTHORS = "authors"
    SIGNATORIES = "signatories"
    APPLICANT = "applicant"  # authors and signatories
    INVITED_PARTNERS = "invited_partners"  # whoever's invitation is not over, answered or not
    INVITEE = "invitee"  # the person of this endorsement
    CURRENT_ENDORSERS = "current_endorsers"
    COORDINATORS = "coordinators"  # nobody before submission: the Province does not see drafts
    REVIEWERS = "reviewers"  # active on the case
    ASSIGNEE = "assignee"  # the reviewer of this review
    APPROVERS = "approvers"
    ADMINISTRATORS = "administrators"  # of the organisation whose step is late
    NEED_OWNERS = "need_owners"
    MENTIONED = "mentioned"  # named in a comment that they can read
    IN_THREAD = "in_thread"  # spoke in a thread that they can read
    SUGGESTER = "suggester"  # who suggested other words
    NEED_SUPPORTERS = "need_supporters"  # authors of proposals that take up the need
    STAND_IN = "stand_in"  # acts for somebody of the Province who is away
    REPLIER = "replier"  # whom the mail was written to that was answered by mail
    NEED_SHARERS = "need_sharers"  # who said for their organisation "we have this too"


# People of the Province are no names to those whom it judges, and whoever works on a draft is none to anybody.
PROVINCE = frozenset({Audience.COORDINATORS, Audience.REVIEWERS, Audience.ASSIGNEE, Audience.APPROVERS})
UNNAMED = frozenset({Audience.NEED_SUPPORTERS})

WHY: dict[Audience, Promise] = {
    Audience.AUTHORS: _("you are an author of this proposal"),
    Audience.SIGNATORIES: _("you sign for your institution"),
    Audience.APPLICANT: _("you write or sign this proposal for your institution"),
    Audience.INVITED_PARTNERS: _("you are invited to take part in this proposal"),
    Audience.INVITEE: _("your endorsement is asked for"),
    Audience.CURRENT_ENDORSERS: _("you endorsed this proposal"),
    Audience.COORDINATORS: _("you coordinate proposals for the Province"),
    Audience.REVIEWERS: _("you review this proposal"),
    Audience.ASSIGNEE: _("this review was assigned to you"),
    Audience.APPROVERS: _("you decide on proposals for the Province"),
    Audience.ADMINISTRATORS: _("you administer your organisation"),
    Audience.MENTIONED: _("you are mentioned in a comment"),
    Audience.IN_THREAD: _("you took part in this conversation"),
    Audience.SUGGESTER: _("you suggested this wording"),
    Audience.STAND_IN: _("you stand in for somebody who is away"),
    Audience.NEED_OWNERS: _("you stated this need"),
    Audience.NEED_SUPPORTERS: _("your proposal answers this need"),
    Audience.REPLIER: _("one of our mails to you was answered"),
    Audience.NEED_SHARERS: _("you said that your organisation has this need too"),
}


AUDIENCES: dict[Audience, Promise] = {
    Audience.AUTHORS: _("authors of the proposal"),
    Audience.SIGNATORIES: _("signatories of the institution"),
    Audience.APPLICANT: _("authors and signatories of the institution"),
    Audience.INVITED_PARTNERS: _("partners whose invitation is not over"),
    Audience.INVITEE: _("the invited partner"),
    Audience.CURRENT_ENDORSERS: _("partners who endorsed the proposal"),
    Audience.COORDINATORS: _("coordinators of the Province"),
    Audience.REVIEWERS: _("reviewers of the proposal"),
    Audience.ASSIGNEE: _("the reviewer of this review"),
    Audience.APPROVERS: _("approvers of the Province"),
    Audience.ADMINISTRATORS: _("administrators of the organisation"),
    Audience.STAND_IN: _("whoever stands in"),
    Audience.NEED_OWNERS: _("whoever stated the need"),
    Audience.MENTIONED: _("whoever is mentioned"),
    Audience.IN_THREAD: _("whoever took part in the conversation"),
    Audience.SUGGESTER: _("whoever suggested the words"),
    Audience.NEED_SUPPORTERS: _("authors of proposals that answer the need"),
    Audience.REPLIER: _("whoever got the mail that was answered"),
    Audience.NEED_SHARERS: _("organisations that have the need too"),
}


class InDoubt(StrEnum):
    """What happens to a mail that may have arrived already, where the mail server can't be asked."""

    REPEAT = "repeat"  # better twice (under the same Message-ID) than not at all
    HOLD = "hold"  # better late than twice: an operator decides


BOTH = (Channel.MAIL, Channel.INBOX)


@dataclass(frozen=True)
class Rule:
    """`channels`: guests have no inbox, and hear by mail alone."""

    audience: Audience
    message: str  # the folder in notifications/messages/
    act: bool  # "Action needed" or "For information" in the subject
    channels: tuple[Channel, ...] = BOTH
    in_doubt: InDoubt = InDoubt.REPEAT


ACT, INFO = True, False
HOLD = InDoubt.HOLD
A = Audience

_PROPOSAL: dict[str, tuple[Rule, ...]] = {
    "proposal.open_co_design": (Rule(A.INVITED_PARTNERS, "co_design_opened", ACT),),
    "proposal.close_co_design": (Rule(A.INVITED_PARTNERS, "co_design_closed", INFO),),
    "proposal.request_sign_off": (Rule(A.SIGNATORIES, "sign_off_requested", ACT),),
    "proposal.refuse_sign_off": (Rule(A.AUTHORS, "sign_off_refused", ACT),),
    "proposal.submit": (
        Rule(A.COORDINATORS, "submitted", ACT),
        Rule(A.AUTHORS, "submitted_receipt", INFO),
    ),
    "proposal.start_review": (
        Rule(A.REVIEWERS, "review_can_begin", ACT),
        Rule(A.AUTHORS, "review_started", INFO),
    ),
    "proposal.send_to_full_review": (
        Rule(A.COORDINATORS, "full_review_coordinator", ACT),
        Rule(A.REVIEWERS, "full_review_reviewer", ACT),
        Rule(A.AUTHORS, "full_review_author", INFO),
    ),
    # Partners are not told: those whose endorsement an answer makes stale hear of it then, with what changed.
    "proposal.return_for_changes": (Rule(A.APPLICANT, "returned", ACT),),
    "proposal.resubmit": (
        Rule(A.COORDINATORS, "resubmitted", ACT),
        Rule(A.AUTHORS, "submitted_receipt", INFO),
    ),
    "proposal.reopen_co_design": (Rule(A.INVITED_PARTNERS, "co_design_reopened", INFO),),
    "proposal.recommend": (Rule(A.APPROVERS, "decision_needed", ACT),),
    # Held for the holding window, like every decision. Reviewers and coordinators see it in their lists.
    "proposal.approve": (
        Rule(A.APPLICANT, "approved", INFO),
        Rule(A.CURRENT_ENDORSERS, "approved_endorser", INFO),
    ),
    "proposal.approve_with_conditions": (
        Rule(A.APPLICANT, "approved_with_conditions", ACT),
        Rule(A.CURRENT_ENDORSERS, "approved_endorser", INFO),
    ),
    "proposal.confirm_conditions": (Rule(A.APPLICANT, "conditions_confirmed", INFO),),
    "proposal.decline": (
        Rule(A.APPLICANT, "declined", INFO),
        Rule(A.CURRENT_ENDORSERS, "declined_endorser", INFO),
    ),
    "proposal.reconsider": (Rule(A.COORDINATORS, "reconsideration_asked", ACT),),
    "proposal.withdraw": (
        Rule(A.APPLICANT, "withdrawn", INFO),
        Rule(A.INVITED_PARTNERS, "withdrawn", INFO),
        Rule(A.COORDINATORS, "withdrawn", INFO),
        Rule(A.REVIEWERS, "withdrawn", INFO),
    ),
    "proposal.lapse": (
        Rule(A.APPLICANT, "lapsed", INFO),
        Rule(A.ADMINISTRATORS, "lapsed", INFO),
        Rule(A.CURRENT_ENDORSERS, "lapsed", INFO),
        Rule(A.COORDINATORS, "lapsed", INFO),
    ),
}

_ENDORSEMENT: dict[str, tuple[Rule, ...]] = {
    "endorsement.invite": (Rule(A.INVITEE, "invited", ACT),),
    "endorsement.sign": (Rule(A.AUTHORS, "endorsed", INFO),),
    # Authors were shown the effect before they saved.
    "endorsement.mark_stale": (Rule(A.INVITEE, "endorsement_stale", ACT),),
    "endorsement.reaffirm": (Rule(A.AUTHORS, "endorsed_again", INFO),),
    "endorsement.decline": (Rule(A.AUTHORS, "endorsement_declined", INFO),),
    "endorsement.withdraw": (Rule(A.AUTHORS, "endorsement_withdrawn", ACT),),
    "endorsement.expire": (Rule(A.AUTHORS, "endorsement_expired", INFO),),
    "endorsement.revoke": (Rule(A.INVITEE, "invitation_revoked", INFO),),
    "endorsement.hand_on": (Rule(A.AUTHORS, "invitation_handed_on", INFO),),
    "endorsement.take_over": (Rule(A.INVITEE, "invited_by_colleague", ACT),),
    "endorsement.invite_again": (Rule(A.INVITEE, "invited", ACT),),
}

_REVIEW: dict[str, tuple[Rule, ...]] = {
    "review.assign": (Rule(A.ASSIGNEE, "review_assigned", ACT),),
    "review.declare_possible": (Rule(A.COORDINATORS, "reviewer_tie_explained", ACT),),
    "review.accept_tie": (Rule(A.ASSIGNEE, "reviewer_tie_accepted", ACT),),
    "review.suspend": (
        Rule(A.COORDINATORS, "reviewer_tie_found", ACT),
        Rule(A.ASSIGNEE, "review_suspended", INFO),
    ),
    "review.declare_conflict": (Rule(A.COORDINATORS, "reviewer_conflict", ACT),),
    "review.submit": (Rule(A.COORDINATORS, "review_submitted", INFO),),
    "review.recuse": (Rule(A.ASSIGNEE, "review_ended", INFO),),
}

_LISTING: dict[str, tuple[Rule, ...]] = {
    # Authors alone: signatories and endorsers were told of the approval minutes before.
    "listing.publish": (Rule(A.AUTHORS, "published", INFO),),
    "listing.suspend": (
        Rule(A.APPLICANT, "listing_suspended", ACT),
        Rule(A.CURRENT_ENDORSERS, "listing_suspended_endorser", INFO),
    ),
    "listing.resume": (Rule(A.APPLICANT, "listing_resumed", INFO),),
    "listing.start_teach_out": (
        Rule(A.APPLICANT, "teach_out_started", INFO),
        Rule(A.COORDINATORS, "teach_out_started", INFO),
    ),
    "listing.retire": (
        Rule(A.APPLICANT, "listing_retired", INFO),
        Rule(A.CURRENT_ENDORSERS, "listing_retired", INFO),
    ),
    "listing.renew": (Rule(A.APPLICANT, "listing_renewed", INFO),),
}

_NEED: dict[str, tuple[Rule, ...]] = {
    "need.take_up": (Rule(A.NEED_OWNERS, "need_taken_up", INFO),),
    "need.release": (Rule(A.NEED_OWNERS, "need_released", INFO),),
    "need.meet": (
        Rule(A.NEED_OWNERS, "need_met", INFO),
        Rule(A.NEED_SHARERS, "need_met_supporter", INFO),
    ),
    "need.close": (
        Rule(A.NEED_SUPPORTERS, "need_closed", INFO),
        Rule(A.NEED_SHARERS, "need_closed_supporter", INFO),
    ),
    # Once for each organisation. Taking the support back is not told: the page shows the count.
    "need.supported": (Rule(A.NEED_OWNERS, "need_supported", INFO),),
    # The person hears by mail to their address, confirmed, admitted or declined: there is no account yet.
    "join.requested": (Rule(A.COORDINATORS, "join_requested", ACT),),
}

_OTHER: dict[str, tuple[Rule, ...]] = {
    # Readers of the comment's lane only, each once: whoever is named, who spoke in the thread, the authors.
    "comment.added": (
        Rule(A.MENTIONED, "comment_mention", ACT),
        Rule(A.IN_THREAD, "comment_reply", INFO),
        Rule(A.AUTHORS, "comment_added", INFO),
    ),
    "comment.mentioned": (Rule(A.MENTIONED, "comment_mention", ACT),),
    "comment.resolved": (Rule(A.IN_THREAD, "comment_resolved", INFO),),
    "comment.reopened": (Rule(A.IN_THREAD, "comment_reopened", INFO),),
    # By mail alone: it answers a mail, and only its true reader, whoever sent the answer.
    "reply.refused": (Rule(A.REPLIER, "reply_refused", ACT, (Channel.MAIL,)),),
    "reply.files_left_out": (Rule(A.REPLIER, "reply_files_left_out", INFO, (Channel.MAIL,)),),
    "suggestion.made": (Rule(A.AUTHORS, "suggestion_made", ACT),),
    "suggestion.accepted": (Rule(A.SUGGESTER, "suggestion_accepted", INFO),),
    "suggestion.declined": (Rule(A.SUGGESTER, "suggestion_declined", INFO),),
    # Reminders repeat what was said before; twice the same day they read as pressure.
    "invitation.reminder": (Rule(A.INVITEE, "invitation_reminder", ACT, in_doubt=HOLD),),
    "invitation.due_changed": (Rule(A.INVITEE, "invitation_due_changed", INFO),),
    "invitation.link_asked": (Rule(A.AUTHORS, "new_link_asked", ACT),),
    "invitation.new_link": (Rule(A.INVITEE, "new_link", ACT),),
    "returned.reminder": (Rule(A.APPLICANT, "returned_reminder", ACT, in_doubt=HOLD),),
    "condition.reminder": (Rule(A.APPLICANT, "condition_reminder", ACT, in_doubt=HOLD),),
    "condition.evidenced": (Rule(A.COORDINATORS, "condition_evidenced", ACT),),
    "condition.lacking": (Rule(A.APPLICANT, "condition_lacking", ACT),),
    "review.overdue": (Rule(A.ASSIGNEE, "review_overdue", ACT, in_doubt=HOLD),),
    # Once per step and person, however many reviews are out.
    "province.overdue": (
        Rule(A.COORDINATORS, "step_overdue", ACT, in_doubt=HOLD),
        Rule(A.ADMINISTRATORS, "step_overdue_administrator", INFO, in_doubt=HOLD),
    ),
    # Before the date: after it there is nothing left to save, and the lapse is told.
    "institution.at_risk": (Rule(A.ADMINISTRATORS, "answer_at_risk", INFO, in_doubt=HOLD),),
    # Only who is to stand in: the others see it where they assign.
    "absence.announced": (Rule(A.STAND_IN, "absence_announced", INFO),),
    "absence.ended": (Rule(A.STAND_IN, "absence_ended", INFO),),
    "listing.review_due": (Rule(A.APPLICANT, "listing_review_due", ACT, in_doubt=HOLD),),
    "webhook.paused": (Rule(A.ADMINISTRATORS, "webhook_paused", ACT),),
    "endorsement.support_lost": (Rule(A.COORDINATORS, "support_lost", ACT),),
}

# Telling nobody is a decision too.
NOBODY: dict[str, Promise] = {
    "proposal.create": _("It is the author’s own first step; nobody else is in yet."),
    "proposal.reopen": _("It is a draft again, seen by the institution alone. Partners hear when co-design opens."),
    "proposal.take_back": _("It is possible only before anybody was told, so there is nobody to correct."),
    "endorsement.open": _("Reading an invitation is not news. Authors see “opened” beside the partner’s name."),
    "endorsement.draft": _("A draft is the partner’s own."),
    "review.declare_clear": _(
        "One line for each reviewer would be noise: the coordinator’s list shows who has declared."
    ),
    "review.begin": _("The reviewer’s own work has begun; the clock shows it."),
    "review.reopen": _("It is part of the next round, and the start of the review tells the reviewers."),
    "listing.prepare": _("The decision is still held; nothing is public."),
    "need.state": _("Institutions find new needs in the list. A mail for each is how lists get ignored."),
}

RULES: dict[str, tuple[Rule, ...]] = dict.fromkeys(NOBODY, ())
RULES |= _PROPOSAL | _ENDORSEMENT | _REVIEW | _LISTING | _NEED | _OTHER

MESSAGES: dict[str, bool] = {rule.message: rule.act for rules in RULES.values() for rule in rules}

HELD_IN_DOUBT = frozenset(rule.message for rules in RULES.values() for rule in rules if rule.in_doubt == HOLD)

# A need that nobody took up has no supporters; a case may have lost its partners again;
# a comment may speak to nobody but its writer: no alarm for these.
MAY_BE_NOBODY = frozenset(
    {"need.close", "proposal.close_co_design", "proposal.reopen_co_design"}
    | {"comment.added", "comment.mentioned", "comment.resolved", "comment.reopened"}
    | {"suggestion.made", "suggestion.accepted", "suggestion.declined"}
)
