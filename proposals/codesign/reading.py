"""Signed statements as their readers may know them.

What was supplied in confidence is for the partner who wrote it and for the Province; the institution and everybody
else see that there is something, and not what (docs/adr/0014-endorsement.md).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.actors import Actor
from proposals.codesign.models import Endorsement, Statement
from proposals.codesign.statement import (
    GROUPS,
    QUESTIONS,
    Question,
    Weight,
    differing,
    lines,
    open_conditions,
    without_confidential,
)
from proposals.document.comparing import Run, marked_lines
from proposals.document.declaration import section
from proposals.document.display import display
from proposals.document.items import keys
from proposals.models import Proposal
from proposals.selectors import Access
from workflow.models import TransitionRecord
from workflow.states import EndorsementState

Content = Mapping[str, Mapping[str, Any]]
# Shown in their own words beside the statement, or within another question.
ELSEWHERE = frozenset({"met", "person_name", "person_title", "covers"})
ENDING = ("decline", "withdraw")


@dataclass(frozen=True)
class Said:
    """One answer; `held` where its text was supplied in confidence and this reader does not get it."""

    label: str
    lines: list[str]
    held: bool = False


@dataclass(frozen=True)
class SaidGroup:
    title: str
    said: list[Said]


@dataclass(frozen=True)
class Changed:
    """One answer that differs from the signing before, as lines of marked words."""

    label: str
    lines: list[list[Run]]


@dataclass(frozen=True)
class Signed:
    """A statement, all signings of its endorsement (the newest first), and whether this reader sees everything."""

    endorsement: Endorsement
    statement: Statement
    signings: list[Statement]
    everything: bool

    @property
    def before(self) -> Statement | None:
        return next((one for one in self.signings if one.number == self.statement.number - 1), None)


def competencies(content: Content) -> dict[str, str]:
    """{key: statement} of a document's competencies, in order."""
    items = [item for item in content.get("E", {}).get("competencies") or [] if isinstance(item, Mapping)]
    return {key: str(item.get("statement") or "") for key, item in zip(keys(items), items, strict=True)}


def as_text(content: Content, covers: Collection[str], language: str) -> str:
    """The covered sections as they are shown."""
    return "\n\n".join(
        "\n".join([f"{view.key}. {view.title}", *(f"{row.label}: {' / '.join(row.lines)}" for row in view.rows)])
        for view in display(content, language)
        if view.key in covers
    )


def sees_everything(access: Access, actor: Actor, endorsement: Endorsement) -> bool:
    own = actor.user is not None and endorsement.person_id == actor.user.pk
    return own or (access.of_province and not access.of_institution)


def signed(access: Access, actor: Actor, pk: UUID | str, number: int | None = None) -> Signed:
    """A signed statement of the case, the latest or one signing: for the institution, the Province, and its partner.

    Raises:
        Http404: absent, not signed, or another partner's.
    """
    rows = Endorsement.objects.filter(proposal=access.proposal, pk=pk).select_related("organisation", "person")
    if not (access.of_institution or access.of_province):
        rows = rows.filter(person=actor.user)
    endorsement = rows.first()
    signings = list(endorsement.statements.select_related("revision", "signed_by")) if endorsement else []
    found = next((one for one in signings if number in {None, one.number}), None)
    if endorsement is None or found is None:
        raise Http404
    return Signed(endorsement, found, signings, sees_everything(access, actor, endorsement))


def groups(statement: Statement, language: str, *, everything: bool) -> Iterator[SaidGroup]:
    """What was said, by group; questions without an answer are left out."""
    texts = competencies(statement.revision.content)
    open_to_reader = statement.answers if everything else without_confidential(statement.answers)
    for group in GROUPS:
        said = [
            Said(str(one.label), lines(one, open_to_reader, texts, language), held=one.key not in open_to_reader)
            for one in group.questions
            if statement.answers.get(one.key) and one.key not in ELSEWHERE
        ]
        if said:
            yield SaidGroup(str(group.title), said)


def changes(found: Signed, language: str) -> list[Changed]:
    """Before and after of each answer that differs from the signing before, as far as this reader knows both."""
    if found.before is None:
        return []
    sides = [found.before, found.statement]
    known = [one.answers if found.everything else without_confidential(one.answers) for one in sides]
    return [_changed(question, sides, known, language) for question in differing(*known)]


def _changed(question: Question, sides: list[Statement], known: list[dict[str, Any]], language: str) -> Changed:
    before, after = (
        lines(question, answers, competencies(side.revision.content), language)
        for side, answers in zip(sides, known, strict=True)
    )
    return Changed(str(question.label), list(marked_lines(before, after)))


def stale_sentence(endorsement: Endorsement) -> list[str]:
    """Which sections, changed by whom and when, and which endorsed ones did not change; empty where it is not stale."""
    because = endorsement.stale_because
    if endorsement.state != EndorsementState.STALE or not because:
        return []
    named = {
        kind: ", ".join(str(section(key).title) for key in because.get(kind, [])) for kind in ("sections", "unchanged")
    }
    at = timezone.localtime(datetime.fromisoformat(because["at"]))
    changed = _("Since it was signed, %(name)s changed, on %(day)s: %(sections)s.")
    found = [changed % {"name": because["by"], "day": date_format(at, "DATE_FORMAT"), "sections": named["sections"]}]
    if named["unchanged"]:
        found.append(_("Endorsed and not changed: %(sections)s.") % {"sections": named["unchanged"]})
    return found


def endings(proposal: Proposal) -> dict[UUID, str]:
    """{endorsement's id: reason} of what partners declined or withdrew; one query."""
    rows = TransitionRecord.objects.filter(case_id=proposal.pk, machine="endorsement", transition__in=ENDING)
    return dict(rows.order_by("id").values_list("subject_id", "reason"))


def in_short(statement: Statement) -> list[str]:
    """The confirmations, what is not needed, and what is still open: the answers that reviewers must not miss."""
    answers = statement.answers
    confirmed = ((_("Demand"), QUESTIONS["demand"]), (_("Assessment"), QUESTIONS["assessment"]))
    said = _("%(question)s: %(answer)s")
    found = [
        said % {"question": label, "answer": line}
        for label, question in confirmed
        for line in lines(question, answers, {}, "")
    ]
    unneeded = list((answers.get("competencies") or {}).values()).count(Weight.NOT_NEEDED)
    if unneeded:
        sentence = ngettext("%(count)d competency not needed", "%(count)d competencies not needed", unneeded)
        found.append(sentence % {"count": unneeded})
    still_open = len(open_conditions(answers))
    if still_open:
        sentence = ngettext("%(count)d condition open", "%(count)d conditions open", still_open)
        found.append(sentence % {"count": still_open})
    if answers.get("interests"):
        found.append(_("Interests declared"))
    return found
