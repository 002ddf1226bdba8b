"""Who may see which figures, and what they asked for by the address."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from partners.actors import Actor
from partners.models import Membership, Organisation
from partners.roles import OrganisationKind
from workflow import clocks
from workflow.clocks import Track
from workflow.states import OPEN, ProposalState

WHOLE = "decision"  # beside the stages: from submission to the decision
MONTHS = ("3", "6", "12", "24")
DEFAULT_MONTHS = "12"
EVER = "all"
STAGES = [state for state in ProposalState if state in OPEN]


@dataclass(frozen=True)
class Scope:
    """The Province sees every institution's submitted cases; an institution its own, and what all take together."""

    province: bool
    institutions: tuple[Organisation, ...]


@dataclass(frozen=True)
class Asked:
    """`institution` None: all that the scope holds. `since` None: ever. `track` "": any."""

    scope: Scope
    institution: Organisation | None = None
    since: datetime | None = None
    track: str = ""
    stage: str = WHOLE

    @property
    def institutions(self) -> tuple[Organisation, ...]:
        return (self.institution,) if self.institution else self.scope.institutions

    def cases(self, prefix: str = "") -> Q:
        """Condition on proposals that these figures may be made of; `prefix` leads to the proposal ("proposal__")."""
        mine = Q(**{f"{prefix}lead__in": self.institutions})
        if self.scope.province:
            # The Province learns nothing of what was never submitted to it.
            return Q(**{f"{prefix}round__gt": 0}) & (mine if self.institution else Q())
        return mine

    def everybody(self, prefix: str = "") -> Q:
        """Condition on every institution's submitted cases whose decision is told: what own figures stand beside."""
        told = Q(**{f"{prefix}held_until": None}) | Q(**{f"{prefix}held_until__lte": clocks.now()})
        return Q(**{f"{prefix}round__gt": 0}) & told

    def told(self, prefix: str = "") -> Q:
        """Outside the Province a held decision is left out until it is told."""
        if self.scope.province:
            return Q()
        return Q(**{f"{prefix}held_until": None}) | Q(**{f"{prefix}held_until__lte": clocks.now()})


class AskedForm(forms.Form):
    period = forms.ChoiceField(label=_("Period"), required=False)
    track = forms.ChoiceField(label=_("Track"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    institution = forms.ChoiceField(label=_("Institution"), required=False)

    def __init__(self, data: Any, scope: Scope) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        periods = [
            ("" if one == DEFAULT_MONTHS else one, _("The last %(number)s months") % {"number": one}) for one in MONTHS
        ]
        fields["period"].choices = [*periods, (EVER, _("Since the beginning"))]
        tracks = (Track.FULL, Track.FAST, Track.RESUBMISSION)
        fields["track"].choices = [("", _("Any track")), *[(str(one), TRACKS[one]) for one in tracks]]
        fields["stage"].choices = [("", _("From submission to decision")), *[(s.value, s.label) for s in STAGES]]
        fields["institution"].choices = [("", _("All"))] + [(str(one.pk), str(one)) for one in scope.institutions]
        if len(scope.institutions) < 2:
            del fields["institution"]


TRACKS = {
    Track.FULL: _("Full review"),
    Track.FAST: _("Fast track"),
    Track.RESUBMISSION: _("Resubmission"),
}


def scope_of(actor: Actor) -> Scope:
    """Raises Http404 for whoever belongs neither to the Province nor to an institution."""
    if actor.user is None or actor.guest_link is not None:
        raise Http404
    rows = Membership.objects.filter(user=actor.user).exclude(organisation__kind=OrganisationKind.PARTNER)
    mine = {row.organisation_id: row.organisation for row in rows.select_related("organisation")}
    if any(one.kind == OrganisationKind.PROVINCE for one in mine.values()):
        institutions = Organisation.objects.filter(kind=OrganisationKind.INSTITUTION).order_by("name")
        return Scope(True, tuple(institutions))
    if not mine:
        raise Http404
    return Scope(False, tuple(sorted(mine.values(), key=lambda one: one.name)))


def asked(data: Any, scope: Scope) -> tuple[AskedForm, Asked]:
    """What the address asks for; a word that it does not know counts as not asked."""
    form = AskedForm(data, scope)
    form.is_valid()
    known: dict[str, str] = getattr(form, "cleaned_data", {})
    period = known.get("period") or DEFAULT_MONTHS
    chosen = next((one for one in scope.institutions if str(one.pk) == known.get("institution")), None)
    return form, Asked(
        scope=scope,
        institution=chosen,
        since=None if period == EVER else months_ago(int(period)),
        track=known.get("track", ""),
        stage=known.get("stage") or WHOLE,
    )


def months_ago(months: int) -> datetime:
    """The first moment of the day in Halifax so many months ago."""
    today = clocks.today()
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    first = today.replace(year=year, month=month + 1, day=1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    day = first.replace(day=min(today.day, last.day))
    return datetime(day.year, day.month, day.day, tzinfo=clocks.HALIFAX)
