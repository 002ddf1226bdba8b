"""What the page of a case shows: where it is, what may be done and why not, what is missing, what happened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse

from notifications.rules import Audience
from notifications.selectors import Delivery, delivery_of, last_mail
from partners.actors import Actor
from partners.models import User
from proposals import door, selectors, tracks
from proposals.codesign import reading
from proposals.codesign.models import Endorsement
from proposals.document.declaration import SECTIONS, section
from proposals.document.readiness import Finding, completeness
from proposals.facts import Dossier, dossier, endorsed, findings, framework_of
from proposals.insight.expecting import expected
from proposals.models import Track
from proposals.passages import PROPOSAL
from proposals.presence.selectors import news
from proposals.records.selectors import KEEPERS, current_hold
from proposals.review.outcome import told_changes, told_letter
from proposals.review.sight import DECISIONS, Sight, sight
from proposals.selectors import Access
from proposals.suggestions import selectors as suggestions
from proposals.talk import selectors as talk
from workflow import clocks
from workflow.minimum import Line, lines, tally
from workflow.models import TransitionRecord
from workflow.process import find
from workflow.services import Answer
from workflow.states import BEFORE_SUBMISSION, EDITABLE, OPEN, Party
from workflow.states import ProposalState as P

MAIN_WAY = (P.DRAFT, P.CO_DESIGN, P.SIGN_OFF, P.SUBMITTED, P.UNDER_REVIEW, P.DECISION_PENDING, P.APPROVED)
# Offered after what leads on.
BACKWARD = frozenset({"close_co_design", "refuse_sign_off", "reopen_co_design", "withdraw", "take_back"})
LATEST = 5
# Whose mail an applicant may know of: never the Province's own people.
APPLICANTS_CIRCLE = frozenset(
    {
        Audience.AUTHORS,
        Audience.SIGNATORIES,
        Audience.APPLICANT,
        Audience.INVITED_PARTNERS,
        Audience.INVITEE,
        Audience.CURRENT_ENDORSERS,
        Audience.NEED_OWNERS,
    }
)


@dataclass(frozen=True)
class Step:
    label: str
    current: bool


@dataclass(frozen=True)
class Action:
    """A move that the reader may make, with who will be told."""

    answer: Answer
    told: list[Any]
    url: str
    backward: bool


@dataclass(frozen=True)
class SectionLine:
    key: str
    title: str
    done: int
    total: int

    @property
    def complete(self) -> bool:
        return self.done >= self.total


@dataclass(frozen=True)
class Partner:
    """An endorsement as the case's people see it, with the sentences of its stale mark.

    `in_short` are the answers that nobody must miss; `reason` is why it was declined or withdrawn.
    """

    endorsement: Endorsement
    because: list[str]
    signed: bool = False
    in_short: tuple[str, ...] = ()
    reason: str = ""
    unreached: bool = False  # the last mail to them failed


@dataclass(frozen=True)
class Event:
    record: TransitionRecord
    label: str
    deliveries: list[Delivery]
    on_behalf: tuple[str, ...] = ()


def context(access: Access, actor: Actor) -> dict[str, Any]:
    case = dossier(access.proposal)
    answers = door.answers(PROPOSAL, access.proposal, actor=actor)
    editable = access.state in EDITABLE and "write" in access.permissions
    newest = selectors.history(access).order_by("-id")[: LATEST + 1]
    return {
        "access": access,
        "proposal": access.proposal,
        "steps": steps(access.state),
        "actions": _actions(access, actor, [answer for answer in answers if answer.permitted]),
        "others": [answer for answer in answers if not answer.permitted],
        "editable": editable,
        "findings": _findings(access, case),
        "sections": section_lines(case) if access.of_institution else [],
        "waiting": case.waiting if access.of_institution and access.state != P.DRAFT else (),
        "partners": partners(case, reached=access.of_institution),
        "endorsement_lines": endorsement_lines(case),
        "may_invite": "write" in access.permissions and access.state in {P.DRAFT, P.CO_DESIGN},
        "events": timeline(access, newest[:LATEST]),
        "more_history": len(newest) > LATEST,
        "talk": talk.standing(access),
        "suggested": suggestions.open_count(access),
        "spent": spent(access),
        "expected": expected(access.proposal, access.state),
        "fast": _fast(access, case),
        "declarable": access.of_institution and access.state in EDITABLE | {P.SIGN_OFF},
        "changes_open": access.of_institution
        and access.state in {P.RETURNED, P.CO_DESIGN}
        and bool(told_changes(access, case)),
        "conditions_open": access.of_institution and access.state == P.APPROVED_WITH_CONDITIONS,
        "letter": told_letter(access),
        "news": news(access, actor.user) if actor.user else None,
        "hold": current_hold(access.proposal) if access.permissions & KEEPERS else None,
    }


def _fast(access: Access, case: Dossier) -> tuple[bool, list[str]] | None:
    """Whether the case goes the short way, and if not, why: told while the institution asks for it."""
    if access.of_institution and access.state in BEFORE_SUBMISSION and tracks.asked(case):
        found = tracks.obstacles(case)
        return not found, found
    return (True, []) if access.state in OPEN and access.proposal.track == Track.FAST else None


def spent(access: Access) -> list[tuple[str, int]]:
    """Business days so far, institution's and Province's apart, from the moves that this person may know."""
    days = clocks.time_by_party(selectors.history(access).filter(machine="proposal"))
    return [(str(party.label), days[party]) for party in (Party.INSTITUTION, Party.PROVINCE)]


def steps(state: str) -> list[Step]:
    """The main way with "you are here"; a state beside it takes the place of what it stands for."""
    way = list(MAIN_WAY)
    if state in {P.RETURNED, P.APPROVED_WITH_CONDITIONS}:
        way.insert(-1, P(state))
    elif state not in way:
        way[-1] = P(state)
    return [Step(str(P(one).label), one == state) for one in way]


def _actions(access: Access, actor: Actor, answers: Iterable[Answer]) -> list[Action]:
    return [
        Action(
            answer,
            door.told(PROPOSAL, access.proposal, answer.row, actor=actor),
            reverse("proposals:move", args=[access.proposal.pk, answer.row.name]),
            answer.row.name in BACKWARD,
        )
        for answer in sorted(answers, key=lambda one: (one.row.name in BACKWARD, not one.open))
    ]


def _findings(access: Access, case: Dossier) -> list[Finding]:
    """Readiness matters while the institution can still act on it."""
    if access.of_institution and access.state in BEFORE_SUBMISSION | EDITABLE:
        return findings(case, clocks.now())
    return []


def section_lines(case: Dossier) -> list[SectionLine]:
    counts = completeness(case.content, case.framework.limits)
    return [SectionLine(one.key, str(one.title), *counts[one.key]) for one in SECTIONS]


def partners(case: Dossier, *, reached: bool = False) -> list[Partner]:
    """Every partner of the case, with what they say; negative answers and refusals too. `reached` asks for the mail."""
    reasons = reading.endings(case.proposal) if case.endorsements else {}
    people = [row.person_id for row in case.endorsements] if reached else []
    mails = last_mail(case.proposal.pk, people) if people else {}
    found = []
    for row in case.endorsements:
        statement = case.statements.get(row.pk)
        short = tuple(reading.in_short(statement)) if statement else ()
        because = reading.stale_sentence(row)
        mail = mails.get(row.person_id)
        unreached = mail is not None and mail.failed
        found.append(Partner(row, because, statement is not None, short, reasons.get(row.pk, ""), unreached))
    return found


def endorsement_lines(case: Dossier) -> list[Line]:
    """How many endorsements count, of how many that the framework asks for."""
    rule = case.framework.endorsement
    return lines(tally(endorsed(case), rule), rule)


def timeline(access: Access, records: Iterable[TransitionRecord]) -> list[Event]:
    """Records with who was told of each, and whether it arrived; applicants do not learn who reviews."""
    rows = list(records)
    told: dict[str, list[Delivery]] = {}
    for delivery in delivery_of(access.proposal.pk):
        if access.of_province or delivery.audience in APPLICANTS_CIRCLE:
            told.setdefault(delivery.event_key, []).append(delivery)
    names = _stood_in_for(rows) if access.of_province else {}
    return [
        Event(row, _label(row), told.get(str(row.uuid), []), tuple(names.get(key, "") for key in _for(row)))
        for row in rows
    ]


def _for(record: TransitionRecord) -> list[str]:
    """Keys of those for whom the step was taken, because they were away."""
    return list(record.details.get("for", ()))


def _stood_in_for(records: list[TransitionRecord]) -> dict[str, str]:
    """{key: name} of everybody for whom somebody stood in."""
    keys = {key for row in records for key in _for(row)}
    people = User.objects.filter(pk__in=keys) if keys else []
    return {str(one.pk): one.name for one in people}


def _label(record: TransitionRecord) -> str:
    row = find(record.machine, record.transition, record.source)
    return str(row.label) if row else record.transition


def declarations(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The declarations of section K, each with what was accepted."""
    accepted = content.get("K", {})
    return [{"field": field, "value": accepted.get(field.key) or {}} for field in section("K").fields]


def window(access: Access, name: str) -> int:
    """Minutes that a decision is held before anybody is told, rounded up; 0 where the move is told at once."""
    return -(-framework_of(access.proposal).holding_window // timedelta(minutes=1)) if name in DECISIONS else 0


def sight_for(access: Access, name: str) -> Sight | None:
    """What a decision is taken on, for whoever takes it."""
    return sight(access.proposal) if access.of_province and name in DECISIONS else None
