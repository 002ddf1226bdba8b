"""What employers need, for everybody: sums by sector, occupation and region, with small numbers suppressed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from proposals.document import codes
from proposals.exchange.spreadsheet import to_csv
from proposals.needs.models import Need, Region
from proposals.needs.selectors import SUPPORTABLE, standing_supports
from proposals.suppression import Cell, band, hidden

SECTOR, OCCUPATION, REGION = "sector", "occupation", "region"
NOT_STATED = ""
Band = tuple[int, int | None]


@dataclass
class Sum:
    organisations: set[UUID] = field(default_factory=set)
    needs: int = 0
    openings: int = 0

    def add(self, organisations: set[UUID], openings: int) -> None:
        self.organisations |= organisations
        self.needs += 1
        self.openings += openings


@dataclass(frozen=True)
class Row:
    """A line that may be shown; `openings` are a band."""

    code: str
    label: str
    needs: int
    organisations: int
    openings: Band

    @property
    def openings_label(self) -> str:
        start, end = self.openings
        if end is None:
            return _("%(start)d or more") % {"start": start}
        if start == 0:
            return _("fewer than %(limit)d") % {"limit": end + 1}
        return _("%(start)d to %(end)d") % {"start": start, "end": end}


@dataclass(frozen=True)
class Table:
    """`some_hidden`: rows are left out, or added up with others in the totals only."""

    name: str
    title: str
    rows: list[Row]
    some_hidden: bool


@dataclass(frozen=True)
class Public:
    total: Row
    tables: list[Table]


def public(language: str) -> Public | None:
    """None where too few organisations have stated needs to say anything. Two queries."""
    total, sums = _sums()
    tables = []
    for name, title, rows in (
        (SECTOR, _("By sector"), len(codes.naics())),
        (OCCUPATION, _("By occupation"), len(codes.noc())),
        (REGION, _("By region"), len(Region)),
    ):
        cells = {code: Cell(len(one.organisations), one.needs) for code, one in sums[name].items()}
        hides = hidden(cells, rows=rows + 1, threshold=settings.SMALL_NUMBERS)  # one more: not stated
        if hides is None:
            return None  # the totals would give away what one table may not say
        shown = [_row(code, _label(name, code, language), one) for code, one in sums[name].items() if code not in hides]
        shown.sort(key=lambda row: (-row.organisations, row.label))
        tables.append(Table(name, title, shown, bool(hides)))
    return Public(_row("", _("All together"), total), tables)


def table(found: Public | None) -> bytes:
    """CSV of exactly what the page shows."""
    head = [_("Table"), _("Code"), _("Name"), _("Needs"), _("Organisations"), _("Openings from"), _("Openings to")]
    rows = [head]
    if found is not None:
        rows.append(_cells(_("Total"), found.total))
        rows += [_cells(one.title, row) for one in found.tables for row in one.rows]
    return to_csv(rows)


def _cells(title: str, row: Row) -> list[str]:
    start, end = row.openings
    numbers = [str(row.needs), str(row.organisations), str(start), "" if end is None else str(end)]
    return [title, row.code, row.label, *numbers]


def _row(code: str, label: str, one: Sum) -> Row:
    return Row(code, label, one.needs, len(one.organisations), band(one.openings))


def _sums() -> tuple[Sum, dict[str, dict[str, Sum]]]:
    """Over needs that are open or taken up; an organisation counts where it stated or supports one."""
    backing: dict[UUID, set[UUID]] = defaultdict(set)
    openings: dict[UUID, int] = defaultdict(int)
    supports = standing_supports().filter(need__state__in=SUPPORTABLE)
    for need, organisation, number in supports.values_list("need_id", "organisation_id", "openings"):
        backing[need].add(organisation)
        openings[need] += number or 0
    total = Sum()
    sums: dict[str, dict[str, Sum]] = {name: defaultdict(Sum) for name in (SECTOR, OCCUPATION, REGION)}
    for pk, organisation, number, noc, naics, region in _current():
        who, sum_of_openings = backing[pk] | {organisation}, openings[pk] + (number or 0)
        total.add(who, sum_of_openings)
        for name, keys in ((SECTOR, naics), (OCCUPATION, noc), (REGION, [region])):
            for key in set(keys or [NOT_STATED]):
                sums[name][key].add(who, sum_of_openings)
    return total, sums


def _current() -> Iterable[tuple[Any, ...]]:
    needs = Need.objects.filter(state__in=SUPPORTABLE).order_by()
    return needs.values_list("pk", "organisation_id", "openings", "noc", "naics", "region").iterator()


def _label(name: str, code: str, language: str) -> str:
    if code == NOT_STATED:
        return _("Not stated")
    if name == REGION:
        return str(Region(code).label)
    return codes.title("naics" if name == SECTOR else "noc", code, language)
