"""Which partners an institution asked, and which of them answer: counted from invitations and their records."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, TextChoices
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners import selectors as partners
from partners.actors import Actor
from partners.models import Organisation
from partners.roles import ROLES_OF, OrganisationKind
from proposals.codesign.models import Endorsement
from proposals.exchange.spreadsheet import to_csv
from proposals.insight.measures import counted, spread
from proposals.models import Proposal
from workflow import clocks
from workflow.models import TransitionRecord
from workflow.states import ENDORSEMENT_UNANSWERED, EndorsementState, ProposalState

ASKING = frozenset({"invite", "invite_again", "take_over"})
ANSWERS = frozenset({"sign", "decline"})
BY_PARTNER = ANSWERS | {"open", "draft", "reaffirm", "withdraw", "hand_on"}
LETTERS_WAIT, LETTERS_GO = frozenset({"close_co_design", "reopen"}), "open_co_design"
DORMANT_AFTER = timedelta(days=365)


class Word(TextChoices):
    ANSWERING = "answering", gettext_lazy("Answering")
    IGNORED = "ignored", gettext_lazy("Ignored")
    ASKED = "asked", gettext_lazy("Asked, still has time")
    DORMANT = "dormant", gettext_lazy("Dormant")


@dataclass
class Invitation:
    """What the records say of one: when it was asked, when anything happened last, and calendar days to each answer."""

    asked: datetime | None = None
    last: datetime | None = None
    waiting: bool = False
    days: list[int] = field(default_factory=list)

    def ask(self, at: datetime) -> None:
        self.asked = self.last = at
        self.waiting = True

    def act(self, at: datetime, *, answers: bool) -> None:
        self.last = at
        if answers and self.waiting and self.asked:
            self.days.append((clocks.local_date(at) - clocks.local_date(self.asked)).days)
            self.waiting = False


@dataclass(frozen=True)
class Case:
    """What one partner did about one case: exactly one of answered, ignored and open."""

    word: str
    asked: datetime
    last: datetime
    days: list[int]


@dataclass(frozen=True)
class Line:
    """A partner: `asked` = `answered` + `ignored` + `open`, in cases. `days` is a median; None without an answer."""

    organisation: Organisation
    asked: int
    answered: int
    ignored: int
    open: int
    days: int | None
    last: datetime
    word: Word


def institution_of(actor: Actor, pk: UUID | str) -> Organisation:
    """An institution in which the actor is author, signatory or administrator.

    Raises:
        Http404: absent, no institution, or not theirs.
    """
    found = partners.get_organisation(actor, pk)
    held = found.memberships.filter(user=actor.user, role__in=ROLES_OF[OrganisationKind.INSTITUTION])
    if found.kind != OrganisationKind.INSTITUTION or not held.exists():
        raise Http404
    return found


def partners_asked(institution: Organisation) -> list[Line]:
    """Those that were asked most often first; two queries. Whose invitations were all taken back, or wait in a draft,
    was not asked."""
    invitations = _invitations(institution)
    rows = Endorsement.objects.filter(proposal__lead=institution).select_related("organisation", "proposal")
    of_case: dict[tuple[Organisation, UUID], list[Endorsement]] = defaultdict(list)
    for row in rows.order_by("invited_at", "id"):
        if invitations[row.pk].asked:
            of_case[row.organisation, row.proposal_id].append(row)
    cases: dict[Organisation, list[Case]] = defaultdict(list)
    for (organisation, _case), found in of_case.items():
        case = _case_of(found, invitations)
        if case is not None:
            cases[organisation].append(case)
    lines = [_line(organisation, found) for organisation, found in cases.items()]
    return sorted(lines, key=lambda one: (-one.asked, str(one.organisation).casefold()))


def table(lines: Iterable[Line]) -> bytes:
    """CSV, one partner on each line; no cell is a formula."""
    head = [_("Partner"), _("How they answer"), _("Proposals they were asked about"), _("Answered"), _("Ignored")]
    rows = [[*head, _("Open"), _("Median, calendar days"), _("Last activity")]]
    rows += [
        [
            str(one.organisation),
            str(one.word.label),
            *(str(number) for number in (one.asked, one.answered, one.ignored, one.open)),
            "" if one.days is None else str(one.days),
            clocks.local_date(one.last).isoformat(),
        ]
        for one in lines
    ]
    return to_csv(rows)


def _invitations(institution: Organisation) -> dict[UUID, Invitation]:
    """An invitation that is made in a draft is sent, and asks, when co-design opens; one query."""
    moves = Q(machine="endorsement", transition__in=ASKING | BY_PARTNER | {"revoke"})
    moves |= Q(machine="proposal", transition__in=LETTERS_WAIT | {LETTERS_GO})
    records = TransitionRecord.objects.filter(moves, case_id__in=Proposal.objects.filter(lead=institution).values("pk"))
    found: dict[UUID, Invitation] = defaultdict(Invitation)
    sent: set[UUID] = set()
    unsent: dict[UUID, set[UUID]] = defaultdict(set)
    for case, subject, name, at in records.order_by("id").values_list("case_id", "subject_id", "transition", "at"):
        if name == LETTERS_GO:
            sent.add(case)
            for one in unsent.pop(case, ()):
                found[one].ask(at)
        elif name in LETTERS_WAIT:
            sent.discard(case)
        elif name in ASKING and case in sent:
            found[subject].ask(at)
        elif name in ASKING:
            unsent[case].add(subject)
        else:
            unsent[case].discard(subject)
            if name in BY_PARTNER:
                found[subject].act(at, answers=name in ANSWERS)
    return found


def _case_of(rows: list[Endorsement], invitations: dict[UUID, Invitation]) -> Case | None:
    """Who answered once has answered, also where others of the partner did not; None where all was taken back.

    Where the institution went back to a draft no day runs out (`timed.expire_endorsements`).
    """
    told = [invitations[row.pk] for row in rows]
    days = [number for one in told for number in one.days]
    unanswered = [row for row in rows if row.state in ENDORSEMENT_UNANSWERED]
    if days:
        word = "answered"
    elif any(row.due_at >= clocks.now() or row.proposal.state == ProposalState.DRAFT for row in unanswered):
        word = "open"
    elif unanswered or any(row.state == EndorsementState.EXPIRED for row in rows):
        word = "ignored"
    else:
        return None
    return Case(word, max(one.asked for one in told if one.asked), max(one.last for one in told if one.last), days)


def _line(organisation: Organisation, cases: list[Case]) -> Line:
    count = {word: sum(one.word == word for one in cases) for word in ("answered", "ignored", "open")}
    took = spread(counted(number for one in cases for number in one.days))
    last = max(one.last for one in cases)
    return Line(organisation, len(cases), *count.values(), took.median if took else None, last, _word(cases, last))


def _word(cases: list[Case], last: datetime) -> Word:
    """What became of what they were asked last, as far as that is known."""
    settled = [one for one in cases if one.word != "open"]
    if len(settled) == len(cases) and last < clocks.now() - DORMANT_AFTER:
        return Word.DORMANT
    if not settled:
        return Word.ASKED
    return Word.ANSWERING if max(settled, key=lambda one: one.asked).word == "answered" else Word.IGNORED
