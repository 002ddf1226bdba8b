"""Public pages, from snapshots only; and the acts on a listing by who may."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from partners.actors import Actor
from partners.actors_http import actor_of
from proposals import door
from proposals.http import answers_refusals, moved, new_key, reason_of
from register import checking, selectors
from register.forms import HeldForm
from register.models import Listing
from register.passage import LISTING
from workflow.process import is_known

PER_PAGE = 20


@require_safe
def listings(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\x00", "")[:200]
    found = selectors.search(words, _language())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "register/list.html", {"page": page, "words": words, "language": _language()})


@require_safe
def listing(request: HttpRequest, slug: str) -> HttpResponse:
    snapshot = selectors.get(slug)
    language = _language()
    return render(
        request,
        "register/listing.html",
        {
            "snapshot": snapshot,
            "language": language,
            "sections": snapshot.content["views"][language],
            "answers": _answers(snapshot.listing, actor_of(request)),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, slug: str) -> HttpResponse:
    """The listing against the decision; and a fingerprint or package that the reader holds. It writes nothing."""
    snapshot = selectors.get(slug)
    form = HeldForm(request.POST, request.FILES) if request.method == "POST" else HeldForm()
    held = None
    if request.method == "POST" and form.is_valid():
        held = checking.of_text(snapshot, form.cleaned_data["held"])
    checks = checking.of_listing(snapshot)
    context = {"snapshot": snapshot, "language": _language(), "checks": checks, "held": held, "form": form}
    context["whole"] = all(check.holds for check in checks)
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "register/verify.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def move(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Suspend, resume, teach out, retire, renew: for those who stand in the table."""
    if not is_known("listing", name):
        raise Http404
    subject = selectors.get(slug).listing
    actor = actor_of(request)
    answer = next((a for a in _answers(subject, actor) if a.row.name == name), None)
    if request.method != "POST":
        if answer is None:
            raise Http404
        told = door.told(LISTING, subject, answer.row, actor=actor)
        context = {"listing": subject, "answer": answer, "told": told, "idempotency_key": new_key()}
        return render(request, "register/move.html", context)
    seen_version, key = moved(request)
    door.act(
        LISTING,
        subject.pk,
        name,
        actor=actor,
        seen_version=seen_version,
        idempotency_key=key,
        reason=reason_of(request),
    )
    return redirect("register:listing", slug=slug)


def _answers(subject: Listing, actor: Actor) -> list:
    """The moves that this reader may make; none for the public."""
    if actor.user is None:
        return []
    return [answer for answer in door.answers(LISTING, subject, actor=actor) if answer.permitted]


def _language() -> str:
    return "fr" if (get_language() or "en").startswith("fr") else "en"
