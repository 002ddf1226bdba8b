"""How much each reviewer has, and how long reviews take: for the Province alone."""

from datetime import date
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from partners.models import User
from partners.roles import Role
from partners.selectors import members_with_role
from proposals.insight.measures import counted, spread
from proposals.insight.scope import Asked
from proposals.insight.tables import Bars, Table, figures
from proposals.intake.absences import away
from proposals.review.load import Load, loads
from proposals.review.models import Review
from workflow import clocks
from workflow.models import TransitionRecord

BEGINS = ("assign", "reopen")


def tables(asked: Asked) -> list[Table]:
    return [by_reviewer(asked)]


def by_reviewer(asked: Asked) -> Table:
    now = loads(asked.cases("proposal__"))
    done = _done(asked)
    people = {row.pk: row for row in members_with_role(Role.REVIEWER)}
    people |= {row.pk: row for row in User.objects.filter(pk__in=(now.keys() | done.keys()) - people.keys())}
    absent = away(people.values())
    rows = tuple(
        (person.name, *_in_hand(now.get(key)), *figures(spread(counted(done.get(key, ())))), _back(absent.get(key)))
        for key, person in sorted(people.items(), key=lambda item: item[1].name)
    )
    columns = (_("Reviewer"), _("Open reviews"), _("Due this week"), _("Overdue"), _("Submitted"))
    columns += (_("Median, business days"), _("90th percentile"), _("Away until"))
    return Table("reviewer", _("Reviewer load"), columns, rows, _note(), Bars(1))


def _in_hand(load: Load | None) -> tuple[int, int, int]:
    return (load.open, load.this_week, load.overdue) if load else (0, 0, 0)


def _back(until: date | None) -> str | None:
    return until.isoformat() if until else None


def _note() -> str:
    return _("Days run from the assignment, or from the reopening in a later round, to the submitted review.")


def _done(asked: Asked) -> dict[UUID, list[int]]:
    """{reviewer: business days of each review that was submitted in the period}."""
    whose = dict(Review.objects.filter(asked.cases("proposal__")).values_list("pk", "reviewer"))
    moves = TransitionRecord.objects.filter(machine="review", transition__in=[*BEGINS, "submit"])
    if asked.since is not None:
        recent = moves.filter(transition="submit", at__gte=asked.since).values("subject_id")
        moves = moves.filter(subject_id__in=recent)
    found: dict[UUID, list[int]] = {}
    began: dict[UUID, object] = {}
    for subject, transition, at in moves.order_by("id").values_list(F("subject_id"), "transition", "at"):
        if transition in BEGINS:
            began[subject] = at
        elif subject in began and subject in whose and (asked.since is None or at >= asked.since):
            found.setdefault(whose[subject], []).append(clocks.business_days_between(began.pop(subject), at))
    return found
