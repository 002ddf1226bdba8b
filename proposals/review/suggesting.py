"""Who could review a case: whoever nothing ties to it, who is here, and has least in hand."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.models import User
from partners.roles import Role
from partners.selectors import members_with_role
from proposals.intake.absences import away
from proposals.intake.circle import ties
from proposals.intake.ties import Finding
from proposals.models import Proposal
from proposals.review.load import Load, loads


@dataclass(frozen=True)
class Candidate:
    """`away_until` is None for whoever is here."""

    person: User
    load: Load
    ties: tuple[Finding, ...]
    away_until: date | None

    @property
    def rank(self) -> tuple[bool, bool, bool, int, int, str]:
        """Smallest first. What cannot be overridden comes last of all."""
        absolute = any(one.absolute for one in self.ties)
        away_now = self.away_until is not None
        return absolute, bool(self.ties), away_now, self.load.open, self.load.this_week, self.person.name

    @property
    def fits(self) -> bool:
        return not self.ties and self.away_until is None

    @property
    def reasons(self) -> list[str]:
        """Why they stand where they stand, each a sentence."""
        found = [one.sentence for one in self.ties] or [_("Nothing ties them to this proposal.")]
        if self.away_until:
            found.append(_("Away until %(day)s.") % {"day": date_format(self.away_until, "DATE_FORMAT")})
        found.append(_in_hand(self.load))
        return found


def _in_hand(load: Load) -> str:
    if not load.open:
        return _("No open review.")
    open_now = ngettext("%(count)d open review", "%(count)d open reviews", load.open) % {"count": load.open}
    due = load.this_week + load.overdue
    if not due:
        return f"{open_now}."
    return _("%(open)s, %(due)d due this week or overdue.") % {"open": open_now, "due": due}


def candidates(proposal: Proposal) -> list[Candidate]:
    """Every reviewer of the Province who was not on this case before, the best first; as many queries for many as for
    one."""
    people = list(members_with_role(Role.REVIEWER).exclude(reviews__proposal=proposal))
    tied, loaded, absent = ties(proposal, people), loads(), away(people)
    found = [Candidate(one, loaded.get(one.pk, Load()), tied[one.pk], absent.get(one.pk)) for one in people]
    return sorted(found, key=lambda one: one.rank)
