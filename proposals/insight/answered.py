"""Whether partners answer: asked, answered, how many days it took, and how many invitations ran out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from proposals.codesign.models import Endorsement, Part
from proposals.insight.measures import ENOUGH, counted, spread
from proposals.insight.scope import Asked
from proposals.insight.tables import Bars, Cell, Table, figures
from workflow.calendar import local_date
from workflow.models import TransitionRecord
from workflow.states import EndorsementState

ANSWERS = ("sign", "decline")
ALL = "all"
BARS = Bars(2, 1)


def tables(asked: Asked) -> list[Table]:
    own = asked.cases("proposal__")
    return [_by_institution(asked, own), _by_part(asked, own)]


def _by_institution(asked: Asked, own: Q) -> Table:
    groups = _grouped(asked, own, "proposal__lead")
    rows = [_row(str(one), groups.get(one.pk, [])) for one in asked.institutions]
    if not asked.scope.province:
        everybody = _grouped(asked, asked.everybody("proposal__"), ALL).get(ALL, [])
        others = len(everybody) - sum(len(found) for found in groups.values())
        rows.append(_row(_("All institutions"), everybody) if others >= ENOUGH else _unknown())
    return Table("institution", _("How partners answer"), _columns(_("Institution")), tuple(rows), _note(), BARS)


def _by_part(asked: Asked, own: Q) -> Table:
    groups = _grouped(asked, own, "part")
    rows = tuple(_row(str(part.label), groups.get(part.value, [])) for part in Part)
    return Table("part", _("How partners answer, by what they are asked for"), _columns(_("Asked to")), rows, "", BARS)


def _columns(first: str) -> tuple[str, ...]:
    names = (_("Asked"), _("Answered"), _("Ran out"), _("Open"))
    return (first, *names, _("Median, calendar days"), _("90th percentile"))


def _note() -> str:
    return _("An answer is an endorsement or a refusal; both help. Ran out: nobody answered before the date.")


def _grouped(asked: Asked, cases: Q, key: str) -> dict[Any, list[tuple[str, int | None]]]:
    """{key: (state, calendar days until the first answer) of each invitation}; two queries."""
    rows = Endorsement.objects.filter(cases)
    if asked.since is not None:
        rows = rows.filter(invited_at__gte=asked.since)
    answered = _answers(asked)
    names = ("pk", "state", "invited_at") + (() if key == ALL else (key,))
    found: dict[Any, list[tuple[str, int | None]]] = {}
    for row in rows.order_by().values(*names):
        at = answered.get(row["pk"])
        days = (local_date(at) - local_date(row["invited_at"])).days if at else None
        found.setdefault(row.get(key, ALL), []).append((row["state"], days))
    return found


def _answers(asked: Asked) -> Mapping[Any, datetime]:
    """{endorsement: when it was first answered}."""
    moves = TransitionRecord.objects.filter(machine="endorsement", transition__in=ANSWERS)
    if asked.since is not None:
        moves = moves.filter(at__gte=asked.since)
    newest_first = moves.order_by("-id").values_list("subject_id", "at")
    return dict(newest_first)


def _unknown() -> tuple[Cell, ...]:
    return (_("All institutions"), *[None] * 6)


def _row(name: str, invitations: list[tuple[str, int | None]]) -> tuple[Cell, ...]:
    days = [took for _state, took in invitations if took is not None]
    unanswered = [state for state, took in invitations if took is None]
    out = sum(state == EndorsementState.EXPIRED for state in unanswered)
    _count, median, ninetieth = figures(spread(counted(days)))
    return (name, len(invitations), len(days), out, len(unanswered) - out, median, ninetieth)
