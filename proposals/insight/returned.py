"""What institutions get wrong: returns by the criterion that they demanded changes on."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from proposals.insight.models import Stay
from proposals.insight.scope import Asked
from proposals.insight.tables import Bars, Table
from proposals.review.models import RequiredChange
from workflow import framework as frameworks
from workflow.states import ProposalState


def tables(asked: Asked) -> list[Table]:
    return [by_criterion(asked)]


def by_criterion(asked: Asked) -> Table:
    """Returns, not proposals: one that was returned twice for the same criterion counts twice."""
    returns = _returns(asked)
    total = returns.count()
    same = returns.filter(proposal=OuterRef("proposal"), round=OuterRef("round"))
    found = {
        row["criterion"]: row
        for row in RequiredChange.standing.filter(Exists(same))
        .order_by()
        .values("criterion")
        .annotate(changes=Count("pk"), cases=Count("proposal", distinct=True))
    }
    names = {one.key: f"{one.key} {one.title}" for one in frameworks.load(frameworks.current()).criteria}
    names |= {key: key for key in sorted(found.keys() - names.keys())}
    counts = {key: (row["cases"], row["changes"]) for key, row in found.items()}
    rows = tuple((name, *counts.get(key, (0, 0))) for key, name in names.items())
    columns = (_("Criterion"), _("Proposals returned"), _("Required changes"))
    note = _("Returns in this period: %(number)s.") % {"number": total}
    return Table("criterion", _("Returns by criterion"), columns, rows, note, Bars(1, 2))


def _returns(asked: Asked) -> QuerySet[Stay]:
    rows = Stay.objects.filter(asked.cases("proposal__") & asked.told("proposal__") & Q(state=ProposalState.RETURNED))
    return rows.filter(entered__gte=asked.since) if asked.since is not None else rows
