"""Which rows make up the records of a case, and what of them a package may show to whom.

A package never shows more than the pages do: what its reader may not see is withheld, with its digest. A table that is
not named here is withheld whole, so that nothing new goes out before somebody has thought about it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model, OneToOneField, QuerySet
from django.utils.translation import gettext as _

from notifications.models import Notice
from notifications.rules import Audience
from proposals.case_page import APPLICANTS_CIRCLE
from proposals.facts import is_held
from proposals.models import Proposal
from proposals.selectors import Access, readable_revisions
from workflow import clocks
from workflow.models import TransitionRecord
from workflow.states import ProposalState

IN_HAND = frozenset({ProposalState.SUBMITTED, ProposalState.UNDER_REVIEW, ProposalState.DECISION_PENDING})


@dataclass(frozen=True)
class View:
    """For whom the package is. `release`: to be given away, so without what is in confidence or private."""

    access: Access
    release: bool

    @property
    def institution(self) -> bool:
        return not self.access.of_province

    @cached_property
    def lanes(self) -> frozenset[str]:
        if self.release:
            return frozenset({"partners"}) if self.institution else frozenset()
        return frozenset({"partners", "institution"} if self.institution else {"province"})

    @cached_property
    def revisions(self) -> frozenset[int]:
        return frozenset(readable_revisions(self.access).values_list("pk", flat=True))

    @cached_property
    def held(self) -> TransitionRecord | None:
        """The decision that the institution must not know yet."""
        if not self.institution or not is_held(self.access.proposal, clocks.now()):
            return None
        return TransitionRecord.objects.filter(subject_id=self.access.proposal.pk).order_by("-id").first()

    def told(self, round_: int) -> bool:
        """Whether the institution was told how this round ended."""
        case = self.access.proposal
        return round_ < case.round or (self.held is None and case.state not in IN_HAND)


Why = Callable[[View, Any], str]  # "" shows it; the institution's package leaves out what OMIT says
OMIT = "omit"


@dataclass(frozen=True)
class Rule:
    """`whole` says why a row is withheld; `fields` are withheld each on its own: {name: why}; `never` are no record."""

    kind: str
    whole: Why
    fields: dict[str, Why] = field(default_factory=dict)
    never: tuple[str, ...] = ()


def shown(_view: View, _row: Any) -> str:
    return ""


def of_province(view: View, _row: Any) -> str:
    return OMIT if view.institution else ""


def told_round(view: View, row: Any) -> str:
    return OMIT if view.institution and not view.told(row.round) else ""


def standing(view: View, row: Any) -> str:
    """What the Province took back was never told."""
    return OMIT if view.institution and row.taken_back_at else told_round(view, row)


def private(view: View, _row: Any) -> str:
    if view.institution:
        return OMIT
    return "a reviewer's own note" if view.release else ""


def not_classified(_view: View, _row: Any) -> str:
    return "not classified for release"


def address(view: View, _row: Any) -> str:
    return "a contact address" if view.release or view.institution else ""


def draft(_view: View, _row: Any) -> str:
    return "an unsigned draft is its writer's own"


def confidence(view: View, _row: Any) -> str:
    return "supplied in confidence" if view.release or view.institution else ""


def _lane(view: View, lane: str) -> str:
    if lane in view.lanes:
        return ""
    return OMIT if view.institution and lane == "province" else "written in a lane that is not this reader's"


def in_lane(view: View, row: Any) -> str:
    return _lane(view, row.lane)


def in_thread(view: View, row: Any) -> str:
    return _lane(view, row.thread.lane)


def in_comment(view: View, row: Any) -> str:
    return _lane(view, row.comment.thread.lane)


def in_suggestion(view: View, row: Any) -> str:
    return _lane(view, row.suggestion.lane)


def revision(view: View, row: Any) -> str:
    return "" if row.pk in view.revisions else "a version that was not submitted"


def saved(view: View, _row: Any) -> str:
    return "" if view.institution and not view.release else "the institution's own, not submitted"


def attached(view: View, row: Any) -> str:
    if not view.institution and row.removed_at is not None:
        return "removed by the institution"
    return "supplied in confidence" if row.confidential and view.release else ""


def hold(view: View, _row: Any) -> str:
    return OMIT if view.institution else ("a legal hold" if view.release else "")


RULES: dict[str, Rule] = {
    "proposals.Proposal": Rule("proposal", shown),
    "proposals.Revision": Rule("revision", revision),
    "proposals.Reminder": Rule("reminder", shown),
    "writing.SectionSave": Rule("saved text", saved),
    "files.Attachment": Rule("attachment", attached, never=("stored",)),
    "needs.NeedAnswer": Rule("need answered", shown),
    "codesign.Endorsement": Rule("endorsement", shown, {"draft": draft}, never=("guest_link_id",)),
    "codesign.Statement": Rule("statement", shown, {"signer": address}),
    "talk.Thread": Rule("thread", in_lane),
    "talk.Comment": Rule("comment", in_thread),
    "talk.Version": Rule("version of a comment", in_comment),
    "talk.Mark": Rule("mark on a thread", in_thread),
    "talk.Mention": Rule("mention", in_comment),
    "replies.Received": Rule("comment that came by mail", in_comment),
    "suggestions.Suggestion": Rule("suggestion", in_lane),
    "suggestions.Adoption": Rule("suggestion taken up", in_suggestion),
    "frameworks.FrameworkMove": Rule("move to another framework", of_province),
    "review.BundleItem": Rule("bundle", of_province),
    "intake.Confirmation": Rule("completeness", of_province),
    "review.Review": Rule("review", of_province),
    "review.Verdict": Rule("verdict", of_province),
    "review.Note": Rule("note", private),
    "review.Consensus": Rule("consensus", of_province),
    "review.RequiredChange": Rule("required change", standing),
    "review.Condition": Rule("condition", standing),
    "review.Recommendation": Rule("letter and recommendation", told_round),
    "review.DecisionPackage": Rule("decision package", told_round, {"openings": confidence}),
    "records.Hold": Rule("legal hold", hold),
}
NO_RECORD = frozenset(
    {
        "proposals.ProposalUserPermission",
        "proposals.ProposalGroupPermission",
        "writing.Presence",
        "writing.LastLook",
        "overlap.Entry",
        "exchange.ImportRow",
        "records.PackageJob",
        "insight.Stay",
        "frameworks.TrialLine",
    }
)


def paths() -> Iterator[tuple[type[Model], str]]:
    """Every model that hangs on a case, with the lookup that leads to it; the case itself first."""
    found: dict[type[Model], str] = {Proposal: "pk"}
    yield Proposal, "pk"
    grown = True
    while grown:
        grown = False
        for model in apps.get_models():
            if model in found or not model.__module__.startswith("proposals.") or model._meta.label in NO_RECORD:
                continue
            lookup = _path(model, found)
            if lookup:
                found[model] = lookup
                grown = True
                yield model, lookup


def _path(model: type[Model], found: dict[type[Model], str]) -> str:
    for one in model._meta.concrete_fields:
        if isinstance(one, ForeignKey | OneToOneField) and one.related_model in found:
            above = found[one.related_model]
            return one.name if above == "pk" else f"{one.name}__{above}"
    return ""


def rows(model: type[Model], lookup: str, case: Proposal) -> QuerySet[Any]:
    return model._default_manager.filter(**{lookup: case.pk}).order_by("pk")


def rule_of(model: type[Model]) -> Rule:
    return RULES.get(model._meta.label) or Rule(str(model._meta.verbose_name), not_classified)


def notice(view: View, row: Notice) -> str:
    """Notices to one's own side, as they were told; of others only that they were told."""
    if view.institution and (row.why not in APPLICANTS_CIRCLE or (row.not_before and row.not_before > clocks.now())):
        return OMIT
    return ""


def notice_text(view: View, row: Notice) -> str:
    own = {Audience.AUTHORS, Audience.SIGNATORIES, Audience.APPLICANT}
    if not view.institution:
        own = {Audience.COORDINATORS, Audience.REVIEWERS, Audience.APPROVERS, Audience.ASSIGNEE}
    return "" if row.why in own and not view.release else "told to others"


NOTICE = Rule(
    "notice sent",
    notice,
    {"context": notice_text, "address": address},
    never=("lease_token", "lease_until", "last_error", "guest_link_id", "path"),
)


def kinds() -> dict[str, str]:
    """What each kind is called, in the active language."""
    return {
        "proposal": _("The case"),
        "revision": _("Revisions"),
        "reminder": _("Reminders"),
        "saved text": _("Saved text"),
        "attachment": _("Attachments"),
        "need answered": _("Needs answered"),
        "endorsement": _("Endorsements"),
        "statement": _("Signed statements"),
        "comment": _("Comments"),
        "thread": _("Conversations"),
        "version of a comment": _("Versions of comments"),
        "mark on a thread": _("What was done to conversations"),
        "mention": _("Mentions"),
        "suggestion": _("Suggestions"),
        "suggestion taken up": _("Suggestions taken up"),
        "move to another framework": _("Moves to another framework"),
        "bundle": _("Bundles of linked proposals"),
        "completeness": _("What was confirmed as complete"),
        "review": _("Reviews"),
        "verdict": _("Verdicts"),
        "note": _("Reviewers’ notes"),
        "consensus": _("What the reviewers agreed on"),
        "required change": _("Required changes"),
        "condition": _("Conditions"),
        "letter and recommendation": _("Letters and recommendations"),
        "decision package": _("Decision packages"),
        "legal hold": _("Legal holds"),
        "notice sent": _("Notices sent"),
        "framework": _("Framework"),
        "person": _("People"),
    }


def in_words(why: str) -> str:
    """A reason for withholding, in the active language; in the records themselves it stays English."""
    return {
        "a reviewer's own note": _("a reviewer’s own note"),
        "not classified for release": _("not classified for release"),
        "a contact address": _("a contact address"),
        "an unsigned draft is its writer's own": _("an unsigned draft is its writer’s own"),
        "supplied in confidence": _("supplied in confidence"),
        "written in a lane that is not this reader's": _("written in a lane that is not this reader’s"),
        "a version that was not submitted": _("a version that was not submitted"),
        "the institution's own, not submitted": _("the institution’s own, not submitted"),
        "removed by the institution": _("removed by the institution"),
        "a legal hold": _("a legal hold"),
        "told to others": _("told to others"),
    }.get(why, why)
