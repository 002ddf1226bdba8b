"""The public register: the latest snapshot of every public listing. Nothing here reads a case."""

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404

from register.models import Snapshot
from register.services import folded
from workflow.states import LISTING_PUBLIC


def latest() -> QuerySet[Snapshot]:
    newest = Snapshot.objects.filter(listing=OuterRef("listing")).order_by("-number").values("pk")[:1]
    return Snapshot.objects.filter(pk=Subquery(newest), listing__state__in=LISTING_PUBLIC).select_related("listing")


def search(words: str, language: str) -> QuerySet[Snapshot]:
    """Every word must occur, in either language, accents or not."""
    found = latest()
    for word in folded(words).split()[:8]:
        found = found.filter(search_text__contains=word)
    return found.order_by("title_fr" if language == "fr" else "title_en", "pk")


def get(slug: str) -> Snapshot:
    """Raises Http404 where nothing public has this address."""
    snapshot = latest().filter(listing__slug=slug).first()
    if snapshot is None:
        raise Http404
    return snapshot
