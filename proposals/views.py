"""My work, the list of proposals, and beginning one."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from partners.actors_http import actor_of
from partners.roles import OrganisationKind, Role
from partners.selectors import has_role, member_kinds, organisations_where
from proposals import selectors
from proposals.forms import FilterForm, NewProposalForm
from proposals.frameworks import rereviewing
from proposals.http import answers_refusals, moved, new_key
from proposals.intake.absences import may_be_away, standing_in
from proposals.joining import selectors as joining
from proposals.needs import selectors as needs
from proposals.needs.models import Need
from proposals.queue import lines, waiting_on, waiting_on_others
from proposals.records import selectors as records
from proposals.review import bundling
from proposals.services import create_proposal
from proposals.starts import selectors as starts
from proposals.starts.copying import begun

PER_PAGE = 20
OTHERS = 10
OFFERED = 10


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    page = Paginator(waiting_on(actor), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": lines(actor, page),
        "others": lines(actor, waiting_on_others(actor)[:OTHERS]),
        "may_create": has_role(actor.user, Role.AUTHOR),
        "keeps_records": records.keeps_records(actor),
        "joining": joining.waiting(actor).count() if joining.coordinates(actor) else 0,
        "rereviews": rereviewing.open_for(actor),
        "bundles": bundling.bundles_for(actor).count(),
        "may_be_away": may_be_away(actor.user),
        "standing_in": standing_in(actor.user) if actor.user else [],
    }
    return render(request, "proposals/queue.html", context)


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = FilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = selectors.search(actor, words=asked.get("q", ""), state=asked.get("state", ""), mark=asked.get("mark", ""))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": lines(actor, page),
        "form": form,
        "may_look": bool(member_kinds(actor.user) - {OrganisationKind.PARTNER}),
        "filtered": any(asked.values()),
        "may_create": has_role(actor.user, Role.AUTHOR),
    }
    return render(request, "proposals/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def new(request: HttpRequest) -> HttpResponse:
    """Begin a proposal: from a stated need (`?need=`) or without one, with an empty page or with a start
    (`?from=` a proposal, `?template=`)."""
    actor = actor_of(request)
    institutions = organisations_where(actor.user, Role.AUTHOR)
    if not institutions:
        raise Http404
    need = _need(request)
    start = starts.start(actor, proposal=request.GET.get("from", ""), template_pk=request.GET.get("template", ""))
    form = NewProposalForm(request.POST or None, institutions=institutions, institution=start and start.institution)
    if request.method == "POST":
        _seen, key = moved(request)
        if form.is_valid():
            proposal = create_proposal(
                actor=actor,
                institution=form.cleaned_data["institution"],
                content=begun(start.content if start else {}, form.content),
                need=need,
                details=start.details if start else None,
                idempotency_key=key,
            )
            return redirect("proposals:page", pk=proposal.pk)
    offered = () if start else starts.templates(actor)[:OFFERED]
    context = {"form": form, "need": need, "start": start, "templates": offered, "key": new_key()}
    return render(request, "proposals/new.html", context, status=422 if form.is_bound else 200)


def _need(request: HttpRequest) -> Need | None:
    asked = request.GET.get("need")
    if not asked:
        return None
    try:
        return needs.get(actor_of(request), UUID(asked))
    except ValueError:
        raise Http404 from None
