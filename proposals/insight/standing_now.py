"""Where proposals are at this moment, and which are late: as each reader may know it."""

from django.db.models import Case, CharField, Count, F, Q, QuerySet, When
from django.utils.translation import gettext as _

from proposals.insight.scope import STAGES, Asked
from proposals.insight.tables import Bars, Table
from proposals.models import Proposal
from workflow import clocks
from workflow.states import OPEN, TURN, ProposalState

MOST_LATE = 100


def tables(asked: Asked) -> list[Table]:
    return [by_stage(asked), late(asked)]


def by_stage(asked: Asked) -> Table:
    now = clocks.now()
    overdue = Q(due_at__lt=now)
    found = {
        row["shown"]: row
        for row in _cases(asked)
        .order_by()
        .values("shown")
        .annotate(
            cases=Count("pk"),
            overdue=Count("pk", filter=overdue),
            at_risk=Count("pk", filter=Q(risk_at__lte=now) & ~overdue),
        )
    }
    rows = tuple(
        (
            str(stage.label),
            str(TURN[stage].label),
            *((found[stage][name] if stage in found else 0) for name in ("cases", "at_risk", "overdue")),
        )
        for stage in STAGES
    )
    columns = (_("Stage"), _("Whose turn"), _("Open cases"), _("At risk"), _("Overdue"))
    return Table("stage", _("Where proposals are now"), columns, rows, "", Bars(2))


def late(asked: Asked) -> Table:
    """By record number: whoever sees these figures need not be one who may open the case."""
    now = clocks.now()
    found = _cases(asked).filter(risk_at__lte=now).select_related("lead").order_by("due_at", "number")[:MOST_LATE]
    rows = []
    for case in found:
        stage = ProposalState(case.shown)
        mark = clocks.mark(case.risk_at, case.due_at, now)
        due = clocks.local_date(case.due_at).isoformat() if case.due_at else None
        rows.append((case.number, str(case.lead), str(TURN[stage].label), due, str(mark.label) if mark else None))
    columns = (_("Number"), _("Institution"), _("Whose turn"), _("Due"), _("Clock"))
    return Table("late", _("Overdue or at risk"), columns, tuple(rows))


def _cases(asked: Asked) -> QuerySet[Proposal]:
    """Open cases, `shown` in the state that the reader knows: a held decision has not moved it yet, nor its clock."""
    held = Q(held_until__gt=clocks.now())
    if asked.scope.province:
        found = Proposal.objects.annotate(shown=F("state"))
    else:
        shown = Case(When(held, then=F("held_from")), default=F("state"), output_field=CharField())
        found = Proposal.objects.annotate(shown=shown)
    return found.filter(asked.cases(), shown__in=OPEN)
