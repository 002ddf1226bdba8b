"""Needs are visible to people who are signed in as members of an organisation; guests see none."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, TextField
from django.db.models.functions import Cast, Coalesce
from django.http import Http404

from partners.actors import Actor
from partners.models import Membership, Organisation
from partners.selectors import own_organisations
from proposals.document import codes
from proposals.needs.models import Need, NeedSupport
from workflow import clocks
from workflow.states import LISTING_PUBLIC, OPEN, NeedState

WORDS = 8  # of a search; more are left out
OCCUPATIONS = 40  # that the words for an occupation may stand for
SUPPORTABLE = frozenset({NeedState.OPEN, NeedState.TAKEN_UP})


def visible(actor: Actor) -> QuerySet[Need]:
    """Each with `organisations` that have it, their `all_openings`, and `institutions` that work on it."""
    if actor.user is None or actor.guest_link is not None:
        return Need.objects.none()
    if not Membership.objects.filter(user=actor.user).exists():
        return Need.objects.none()
    supports = standing_supports().filter(need=OuterRef("pk")).order_by().values("need")
    count = Subquery(supports.annotate(found=Count("pk")).values("found"), output_field=IntegerField())
    openings = Subquery(supports.annotate(found=Sum("openings")).values("found"), output_field=IntegerField())
    at_work = Q(answers__proposal__state__in=OPEN) | Q(answers__proposal__held_until__gt=clocks.now())
    needs = Need.objects.select_related("organisation", "stated_by").annotate(
        organisations=1 + Coalesce(count, 0),
        all_openings=Coalesce(F("openings"), 0) + Coalesce(openings, 0),
        institutions=Count("answers__proposal__lead", filter=at_work, distinct=True),
    )
    return needs.order_by("-organisations", "-stated_at", "pk")


def board(actor: Actor, asked: Mapping[str, Any]) -> QuerySet[Need]:
    """What the board's form (`forms.BoardForm`) asks for, the most supported first."""
    found = visible(actor)
    for word in codes.folded(asked.get("q") or "").split()[:WORDS]:
        found = found.filter(search_text__contains=word)
    if asked.get("sector"):
        found = _with_code(found, "naics", [asked["sector"]])
    if (asked.get("occupation") or "").strip():
        found = _with_code(found, "noc", codes.find("noc", asked["occupation"], OCCUPATIONS))
    for name in ("region", "state"):
        if asked.get(name):
            found = found.filter(**{name: asked[name]})
    if asked.get("mine"):
        own = own_organisations(actor.user).values("pk")
        supported = standing_supports().filter(need=OuterRef("pk"), organisation__in=own)
        found = found.filter(Q(organisation__in=own) | Q(Exists(supported)))
    return found


def _with_code(needs: QuerySet[Need], field: str, wanted: list[str]) -> QuerySet[Need]:
    """Lists of codes are JSON; both databases find a quoted code in its text."""
    condition = Q(pk__in=[])
    for code in wanted:
        condition |= Q(codes_text__contains=f'"{code}"')
    return needs.alias(codes_text=Cast(field, TextField())).filter(condition)


def get(actor: Actor, pk: UUID | str) -> Need:
    """Raises Http404 alike for absent and forbidden."""
    need = visible(actor).filter(pk=pk).first()
    if need is None:
        raise Http404
    return need


def standing_supports() -> QuerySet[NeedSupport]:
    return NeedSupport.objects.filter(withdrawn_at=None)


def supports(need: Need) -> QuerySet[NeedSupport]:
    """Those that stand, the first ones first."""
    return standing_supports().filter(need=need).select_related("organisation", "supported_by").order_by("at", "pk")


def may_support(actor: Actor, need: Need) -> QuerySet[Organisation]:
    """The actor's own organisations that could still say "we have this too"."""
    if actor.guest_link is not None or need.state not in SUPPORTABLE:
        return Organisation.objects.none()
    said = standing_supports().filter(need=need).values("organisation")
    return own_organisations(actor.user).exclude(pk=need.organisation_id).exclude(pk__in=said)


def met_by(need: Need) -> list[tuple[str, str, str]]:
    """(slug, title, French title) of the public listings of proposals that answer it."""
    answers = need.answers.filter(proposal__listing__state__in=LISTING_PUBLIC)
    return list(answers.values_list("proposal__listing__slug", "proposal__title", "proposal__title_fr"))
