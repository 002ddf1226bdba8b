"""Bundles of linked proposals: put together by a coordinator, decided by an approver in one act."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from partners.actors import Actor
from partners.actors_http import actor_of
from proposals.http import answers_refusals, moved, new_key, reason_of, whole_number
from proposals.models import Proposal
from proposals.review import bundling
from proposals.review.bundling import Seen
from proposals.review.forms import BundleForm
from proposals.review.models import Bundle, Outcome
from proposals.review.sight import sights
from proposals.standing import holding
from workflow.refusals import GateClosed

PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def bundles(request: HttpRequest) -> HttpResponse:
    """Bundles that wait for a decision; a coordinator puts another together."""
    actor = actor_of(request)
    if not Proposal.objects.filter(holding(actor, ["coordinate", "decide"])).exists():
        raise Http404
    waiting = bundling.candidates(actor)
    form = BundleForm(request.POST or None, candidates=waiting[:100])
    if request.method == "POST":
        _seen, _key = moved(request)
        if form.is_valid():
            try:
                bundle = bundling.put_together(actor=actor, **form.cleaned_data)
            except GateClosed as refused:
                form.add_error("proposals", refused.sentences[0])
            else:
                messages.success(request, _("The bundle is put together. The approver finds it here."))
                return redirect("review:bundle", bundle=bundle.pk)
    page = Paginator(bundling.bundles_for(actor).select_related("by"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "form": form if waiting.exists() or form.is_bound else None, "key": new_key()}
    return render(request, "review/bundles.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def bundle(request: HttpRequest, bundle: str) -> HttpResponse:
    """What each proposal's decision is taken on; POST decides all that were shown."""
    actor = actor_of(request)
    found = Bundle.objects.select_related("by").filter(pk=bundle, items__proposal__in=_theirs(actor)).first()
    if found is None:
        raise Http404
    results: list[bundling.Result] = []
    missing = False
    if request.method == "POST":
        _seen, key = moved(request)
        reason = reason_of(request)
        missing = found.outcome == Outcome.DECLINE and not reason.strip()
        if not missing:
            results = bundling.decide(found, _shown(request), actor=actor, reason=reason, idempotency_key=key)
            done = sum(not one.sentences for one in results)
            if done:
                sentence = ngettext("%(number)d proposal is decided.", "%(number)d proposals are decided.", done)
                messages.success(request, sentence % {"number": done})
            if done == len(results):
                return redirect("review:bundle", bundle=bundle)
    return _page(request, found, actor, [one for one in results if one.sentences], missing=missing)


def _page(
    request: HttpRequest, found: Bundle, actor: Actor, stopped: list[bundling.Result], *, missing: bool
) -> HttpResponse:
    proposals = bundling.waiting_in(found, actor)
    seen = sights(proposals)
    decides = set(Proposal.objects.filter(holding(actor, ["decide"]), pk__in=seen).values_list("pk", flat=True))
    context: dict[str, Any] = {
        "bundle": found,
        "sights": [seen[one.pk] for one in proposals],
        "total": found.items.count(),
        "decides": bool(decides) and len(decides) == len(seen),
        "needs_reason": found.outcome == Outcome.DECLINE,
        "stopped": stopped,
        "missing": missing,
        "reason": reason_of(request),
        "key": new_key(),
    }
    return render(request, "review/bundle.html", context, status=422 if stopped or missing else 200)


def _shown(request: HttpRequest) -> dict[UUID, Seen]:
    """From the form: `version-<pk>` and `seen-<pk>` of each proposal that was shown."""
    found = {}
    for name, value in request.POST.items():
        if name.startswith("seen-"):
            try:
                pk = UUID(name.removeprefix("seen-"))
            except ValueError:
                continue
            found[pk] = Seen(whole_number(request.POST.get(f"version-{pk}", "")), value)
    return found


def _theirs(actor: Actor) -> Any:
    return Proposal.objects.filter(holding(actor, ["coordinate", "decide"])).values("pk")
