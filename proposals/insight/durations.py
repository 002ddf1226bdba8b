"""Time in stage, and from submission to decision: by stage, institution, track and quarter."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Min, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from proposals.insight.measures import ENOUGH, Spread, spread
from proposals.insight.models import Stay
from proposals.insight.scope import STAGES, TRACKS, WHOLE, Asked
from proposals.insight.tables import Bars, Cell, Table, figures
from workflow import clocks
from workflow.states import ProposalState

QUARTER = "quarter"


def tables(asked: Asked) -> list[Table]:
    found = [by_stage(asked), by_track(asked), by_quarter(asked)]
    return [found[0], by_institution(asked), *found[1:]] if asked.scope.province else found


def by_stage(asked: Asked) -> Table:
    own = _spreads(asked, asked.cases("proposal__") & asked.told("proposal__"), "state")
    own[(WHOLE,)] = _whole(asked, asked.cases("proposal__") & asked.told("proposal__")).get(())
    rows = [(stage.value, str(stage.label)) for stage in STAGES] + [(WHOLE, _("From submission to decision"))]
    columns: tuple[str, ...] = (_("Stage"), *_measured())
    table: list[tuple[Cell, ...]] = [(label, *figures(own.get((key,)))) for key, label in rows]
    if not asked.scope.province:
        wide = _spreads(asked, asked.everybody("proposal__"), "state")
        wide[(WHOLE,)] = _whole(asked, asked.everybody("proposal__")).get(())
        columns = (*columns, _("Median, all institutions"))
        table = [
            (*row, _beside(wide.get((key,)), own.get((key,)))) for row, (key, _label) in zip(table, rows, strict=True)
        ]
    return Table("stage", _("Time in stage"), columns, tuple(table), _note(), Bars(2, 3))


def by_institution(asked: Asked) -> Table:
    found = _chosen(asked, "proposal__lead")
    rows = [(str(one), found.get((one.pk,))) for one in asked.institutions]
    return _table(asked, "institution", _("by institution"), _("Institution"), rows)


def by_track(asked: Asked) -> Table:
    found = _chosen(asked, "track")
    rows = [(str(label), found.get((str(key),))) for key, label in TRACKS.items()]
    return _table(asked, "track", _("by track"), _("Track"), rows)


def by_quarter(asked: Asked) -> Table:
    """The quarter in which the stay ended, or the decision fell."""
    found = _chosen(asked, QUARTER)
    name = _("%(year)s, quarter %(quarter)s")
    rows = [(name % {"year": key // 4, "quarter": key % 4 + 1}, value) for (key,), value in sorted(found.items())]
    return _table(asked, "quarter", _("by quarter"), _("Quarter"), rows)


def _table(asked: Asked, key: str, by: str, name: str, rows: list[tuple[str, Spread | None]]) -> Table:
    made = tuple((label, *figures(value)) for label, value in rows)
    return Table(key, _title(asked, by), (name, *_measured()), made, "", Bars(2, 3))


def _measured() -> tuple[str, str, str]:
    return _("Ended"), _("Median, business days"), _("90th percentile")


def _note() -> str:
    return _("Half took the median or less, nine in ten the 90th percentile or less. Counted are stays that ended.")


def _title(asked: Asked, by: str) -> str:
    stage = _("From submission to decision") if asked.stage == WHOLE else str(ProposalState(asked.stage).label)
    return f"{stage}, {by}"


def _beside(everybody: Spread | None, own: Spread | None) -> Cell:
    """All institutions' median, where enough cases of others make it up that none of them can be made out."""
    others = (everybody.count if everybody else 0) - (own.count if own else 0)
    return everybody.median if everybody and others >= ENOUGH else None


def _chosen(asked: Asked, *keys: str) -> dict[tuple[Any, ...], Spread | None]:
    """Spreads of the stage that was asked for, by `keys`."""
    cases = asked.cases("proposal__") & asked.told("proposal__")
    if asked.stage == WHOLE:
        return _whole(asked, cases, *keys)
    return _spreads(asked, cases & Q(state=asked.stage), *keys)


def _spreads(asked: Asked, cases: Q, *keys: str) -> dict[tuple[Any, ...], Spread | None]:
    return _grouped(_within(asked, cases, "left"), "days", "left", keys)


def _whole(asked: Asked, cases: Q, *keys: str) -> dict[tuple[Any, ...], Spread | None]:
    """From submission to the decision of the round, the Province's days alone."""
    rows = _within(asked, cases & Q(state=ProposalState.SUBMITTED), "decided")
    return _grouped(rows, "to_decision", "decided", keys)


def _within(asked: Asked, cases: Q, moment: str) -> QuerySet[Stay]:
    rows = Stay.objects.filter(cases, **{f"{moment}__isnull": False})
    if asked.since is not None:
        rows = rows.filter(**{f"{moment}__gte": asked.since})
    return rows.filter(track=asked.track) if asked.track else rows


def _grouped(rows: QuerySet[Stay], days: str, moment: str, keys: Iterable[str]) -> dict[tuple[Any, ...], Spread | None]:
    """One query: the database counts how often each number of days occurred."""
    names = tuple(keys)
    if QUARTER in names:
        rows = rows.annotate(**{QUARTER: _quarter(moment, rows.aggregate(first=Min(moment))["first"])})
    counts: dict[tuple[Any, ...], dict[int, int]] = {}
    for row in rows.order_by().values(*names, value=F(days)).annotate(times=Count("pk")):
        counts.setdefault(tuple(row[name] for name in names), {})[row["value"]] = row["times"]
    return {key: spread(found) for key, found in counts.items()}


def _quarter(moment: str, first: datetime | None) -> Case:
    """4 × year + quarter (0 to 3) of the moment in Halifax; compared with where quarters begin, so that the database
    needs no calendar."""
    today = clocks.today()
    last = today.year * 4 + (today.month - 1) // 3
    begun = clocks.local_date(first) if first else today
    since = min(begun.year * 4 + (begun.month - 1) // 3, last)
    newest_first = (
        When(
            **{f"{moment}__gte": datetime(key // 4, key % 4 * 3 + 1, 1, tzinfo=clocks.HALIFAX)},
            then=Value(key),
        )
        for key in range(last, since, -1)
    )
    return Case(*newest_first, default=Value(since), output_field=IntegerField())
