"""The records of a case, holds, retention, and anonymising accounts."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.actors_http import actor_of
from partners.models import User
from proposals.http import answers_refusals, language, reason_of
from proposals.records import holds, selectors, services
from proposals.records.anonymising import anonymise as anonymise_account
from proposals.records.anonymising import hindrance
from proposals.records.forms import AnonymiseForm
from proposals.records.models import Status
from proposals.records.services import KEPT
from workflow.refusals import GateClosed, ReasonMissing

PER_PAGE = 25
FOUND = 20
JOBS = 10


@require_safe
def retention(request: HttpRequest) -> HttpResponse:
    """Closed cases that are past their retention."""
    actor = actor_of(request)
    if not selectors.keeps_records(actor):
        raise Http404
    page = Paginator(selectors.past_retention(actor), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "years": settings.RETENTION_YEARS, "held_count": selectors.held(actor).count()}
    return render(request, "records/retention.html", context)


@require_safe
def held(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if not selectors.keeps_records(actor):
        raise Http404
    page = Paginator(selectors.held(actor).prefetch_related("holds__by"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "records/held.html", {"page": page})


@require_safe
def case(request: HttpRequest, pk: str) -> HttpResponse:
    access = selectors.get(actor_of(request), pk)
    keeps = bool(access.permissions & selectors.KEEPERS)
    context = {
        "access": access,
        "keeps": keeps,
        "hold": selectors.current_hold(access.proposal) if keeps else None,
        "holds": selectors.holds(access.proposal) if keeps else [],
        "kept_until": selectors.kept_until(access.proposal) if keeps else None,
        "years": settings.RETENTION_YEARS,
        "page": Paginator(selectors.jobs(actor_of(request), access.proposal), JOBS).get_page(request.GET.get("page")),
        **selectors.proof(access.proposal),
    }
    return render(request, "records/case.html", context)


@require_POST
@answers_refusals
def make(request: HttpRequest, pk: str) -> HttpResponse:
    """Have a package of the records made; `release`: redacted."""
    release = request.POST.get("kind") == "release"
    job = services.start(pk, release=release, language=language(), actor=actor_of(request))
    return redirect("records:package", job=job.pk)


@require_safe
def package(request: HttpRequest, job: str) -> HttpResponse:
    found = selectors.job(actor_of(request), job)
    access = selectors.get(actor_of(request), found.proposal_id)
    return render(request, "records/package.html", {"job": found, "access": access, "until": found.worked_at + KEPT})


@require_POST
def stop(request: HttpRequest, job: str) -> HttpResponse:
    services.stop(selectors.job(actor_of(request), job))
    return redirect("records:package", job=job)


@require_POST
def again(request: HttpRequest, job: str) -> HttpResponse:
    services.again(selectors.job(actor_of(request), job))
    return redirect("records:package", job=job)


@require_safe
def download(request: HttpRequest, job: str) -> FileResponse:
    found = selectors.job(actor_of(request), job)
    if found.status != Status.DONE:
        raise Http404
    try:
        file = services.path_of(found).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    kind = "redacted" if found.release else "records"
    answer = FileResponse(file, as_attachment=True, filename=f"{found.proposal.number}-{kind}.zip")
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def hold(request: HttpRequest, pk: str) -> HttpResponse:
    """Put a legal hold on the case, or lift it."""
    access = selectors.get(actor_of(request), pk)
    if not access.permissions & selectors.KEEPERS:
        raise Http404
    there = selectors.current_hold(access.proposal)
    sentences: tuple[str, ...] = ()
    if request.method == "POST":
        act = holds.lift if request.POST.get("act") == "lift" else holds.put
        try:
            act(pk, actor=actor_of(request), reason=reason_of(request))
        except ReasonMissing as refused:
            sentences = refused.sentences
        else:
            messages.success(request, _("The hold is lifted.") if act is holds.lift else _("The case is on hold."))
            return redirect("records:case", pk=pk)
    context = {"access": access, "hold": there, "sentences": sentences, "reason": reason_of(request)}
    return render(request, "records/hold.html", context, status=422 if sentences else 200)


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Find an account by its address or name, to anonymise it."""
    actor = actor_of(request)
    if not selectors.administers_everybody(actor):
        raise Http404
    words = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    found = User.objects.filter(Q(email__icontains=words) | Q(name__icontains=words), anonymised=None)
    rows = found.exclude(pk=request.user.pk).prefetch_related("memberships__organisation")
    page = Paginator(rows if words else rows.none(), FOUND).get_page(request.GET.get("page"))
    return render(request, "records/people.html", {"page": page, "words": words})


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def anonymise(request: HttpRequest, person: str) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.person(actor, person)
    form = AnonymiseForm(request.POST or None, person=found)
    refused: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            anonymise_account(found, actor=actor, reason=form.cleaned_data["reason"])
        except (GateClosed, ReasonMissing) as closed:
            refused = closed.sentences
        else:
            messages.success(request, _("The account is anonymised. No record was changed."))
            return redirect("records:people" if selectors.administers_everybody(actor) else "proposals:queue")
    held_numbers = list(selectors.held_cases_of(found).values_list("number", flat=True)[:6])
    context = {
        "person": found,
        "form": form,
        "sentences": refused or ((hindrance(held_numbers),) if held_numbers else ()),
        "memberships": found.memberships.select_related("organisation"),
        "links": found.guest_links.filter(revoked_at=None).count(),
    }
    return render(request, "records/anonymise.html", context, status=422 if request.method == "POST" else 200)
