"""Time to market, for everybody: from the first draft to the approval, in calendar days, with small numbers hidden."""

from datetime import date
from uuid import UUID

from django.db.models import F, Min, Q
from django.utils.translation import gettext as _

from partners.models import Organisation
from partners.roles import OrganisationKind
from proposals import suppression
from proposals.insight.measures import ENOUGH, counted, spread
from proposals.insight.models import Stay
from proposals.insight.tables import Bars, Cell, Table, figures
from workflow import clocks
from workflow.states import ProposalState

APPROVED = (ProposalState.APPROVED, ProposalState.APPROVED_WITH_CONDITIONS)


def tables() -> list[Table]:
    found = _approvals()
    institutions = {one.pk: str(one) for one in Organisation.objects.filter(kind=OrganisationKind.INSTITUTION)}
    by_year: dict[str, list[int]] = {}
    by_institution: dict[str, list[int]] = {}
    for lead, at, days in found:
        by_year.setdefault(str(at.year), []).append(days)
        by_institution.setdefault(institutions[lead], []).append(days)
    years = clocks.today().year - min((at.year for _lead, at, _days in found), default=0) + 1
    return [
        _table("year", _("Time to market, by year of approval"), _("Year"), by_year, years),
        _table("institution", _("Time to market, by institution"), _("Institution"), by_institution, len(institutions)),
    ]


def _approvals() -> list[tuple[UUID, date, int]]:
    """(institution, day of the first approval, calendar days since the first draft) of what is approved and told."""
    told = Q(proposal__held_until=None) | Q(proposal__held_until__lte=clocks.now())
    rows = Stay.objects.filter(told, state__in=APPROVED).order_by()
    moments = rows.values("proposal").annotate(
        lead=F("proposal__lead"), began=F("proposal__created_at"), at=Min("entered")
    )
    days = [(row["lead"], clocks.local_date(row["began"]), clocks.local_date(row["at"])) for row in moments]
    return [(lead, at, (at - began).days) for lead, began, at in days]


def _table(key: str, title: str, name: str, groups: dict[str, list[int]], possible: int) -> Table:
    """`possible` is how many rows there could be, for the rule of what is hidden."""
    cells = {group: suppression.Cell(len(days), len(days)) for group, days in groups.items()}
    secret = suppression.hidden(cells, rows=possible, threshold=ENOUGH)
    rows: list[tuple[Cell, ...]] = []
    for group, days in sorted(groups.items()):
        open_to_all = secret is not None and group not in secret
        rows.append((group, *(figures(spread(counted(days))) if open_to_all else (_("not shown"), None, None))))
    if secret is not None:
        rows.append((_("All"), *figures(spread(counted(days for group in groups.values() for days in group)))))
    columns = (name, _("Approved"), _("Median, calendar days"), _("90th percentile"))
    return Table(key, title, columns, tuple(rows), "", Bars(2, 3))
