"""The pages of insight by name: what each shows, and to whom."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from proposals.insight import answered, durations, returned, reviewers, standing_now
from proposals.insight.scope import Asked, Scope
from proposals.insight.tables import Table


@dataclass(frozen=True)
class Report:
    """`filters` are the fields of the form that change it."""

    title: Promise
    says: Promise
    tables: Callable[[Asked], list[Table]]
    filters: tuple[str, ...]
    province_only: bool = False

    def open_to(self, scope: Scope) -> bool:
        return scope.province or not self.province_only


REPORTS: dict[str, Report] = {
    "now": Report(
        _("Where proposals are"),
        _("Open cases by stage, and which are late."),
        standing_now.tables,
        ("institution",),
    ),
    "time": Report(
        _("Time in stage"),
        _("How long each stage takes, by institution, track and quarter."),
        durations.tables,
        ("period", "track", "stage", "institution"),
    ),
    "returns": Report(
        _("Returns by criterion"),
        _("What proposals are returned for."),
        returned.tables,
        ("period", "institution"),
    ),
    "partners": Report(
        _("How partners answer"),
        _("How many answer, and how soon."),
        answered.tables,
        ("period", "institution"),
    ),
    "reviewers": Report(
        _("Reviewer load"),
        _("Open reviews of each reviewer, and how long reviews take."),
        reviewers.tables,
        ("period", "institution"),
        province_only=True,
    ),
}


def open_to(scope: Scope) -> dict[str, Report]:
    return {name: report for name, report in REPORTS.items() if report.open_to(scope)}
