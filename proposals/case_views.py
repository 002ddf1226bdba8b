"""One case: its page, its document, its declarations, its history, and its moves."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.actors_http import actor_of
from proposals import case_page, door, selectors
from proposals.document.display import display
from proposals.http import answers_refusals, home_of, language, moved, new_key, reason_of
from proposals.passages import PROPOSAL
from proposals.review.sight import DECISIONS, SEEN
from proposals.selectors import Access
from proposals.standing import INSTITUTION, PROVINCE
from proposals.suggestions import selectors as suggestions
from proposals.talk import selectors as talk
from proposals.talk.beside import beside
from proposals.writing import services as writing
from workflow.refusals import GateClosed, ReasonMissing
from workflow.services import Answer
from workflow.states import ProposalState

PER_PAGE = 50


@require_safe
def page(request: HttpRequest, pk: str) -> HttpResponse:
    access = selectors.get(actor_of(request), pk)
    if access.of_partner and not access.of_province:
        return redirect(home_of(access))
    return render(request, "proposals/page.html", case_page.context(access, actor_of(request)))


@require_safe
def document(request: HttpRequest, pk: str) -> HttpResponse:
    access = selectors.get(actor_of(request), pk)
    context = {
        "access": access,
        "revision": selectors.readable_revision(access),
        "sections": beside(display(selectors.content(access), language()), talk.counts(access)),
        "talked": True,
        "suggestable": bool(suggestions.lanes(access)) and access.state in suggestions.TAKEN,
        "home": home_of(access),
    }
    return render(request, "proposals/document.html", context)


@require_safe
def history(request: HttpRequest, pk: str) -> HttpResponse:
    access = selectors.get(actor_of(request), pk, *INSTITUTION, *PROVINCE)
    rows = Paginator(selectors.history(access).order_by("-id"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"access": access, "page": rows, "events": case_page.timeline(access, rows)}
    return render(request, "proposals/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def declarations(request: HttpRequest, pk: str) -> HttpResponse:
    """Accept the declarations of section K, each by name, role, time and the text that was shown."""
    access = selectors.get(actor_of(request), pk, *INSTITUTION)
    if request.method == "POST":
        seen, _key = moved(request)
        role = "signatory" if "sign" in access.permissions else "author"
        chosen = request.POST.getlist("declaration")
        if chosen:
            writing.accept_declarations(
                access.proposal.pk, chosen, actor=actor_of(request), role=role, seen_version=seen
            )
            messages.success(request, _("Your declarations are on record."))
            return redirect("proposals:page", pk=pk)
    rows = case_page.declarations(selectors.content(access))
    context = {"access": access, "rows": rows, "key": new_key(), "none_chosen": request.method == "POST"}
    return render(request, "proposals/declarations.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def move(request: HttpRequest, pk: str, name: str) -> HttpResponse:
    """GET shows what follows and who will be told; POST does it."""
    actor = actor_of(request)
    access = selectors.get(actor, pk)
    refused: tuple[str, ...] = ()
    if request.method == "POST":
        seen, key = moved(request)
        reason = reason_of(request)
        details = {SEEN: request.POST.get("seen_package", "")} if name in DECISIONS else {}
        try:
            record = door.act(
                PROPOSAL,
                access.proposal.pk,
                name,
                actor=actor,
                seen_version=seen,
                idempotency_key=key,
                reason=reason,
                details=details,
            )
        except (GateClosed, ReasonMissing) as refusal:
            refused = refusal.sentences
        else:
            messages.success(request, _("Done: %(state)s.") % {"state": ProposalState(record.target).label})
            return redirect("proposals:page", pk=pk)
    answer = _answer(access, name, request)
    context = {
        "access": access,
        "answer": answer,
        "told": door.told(PROPOSAL, access.proposal, answer.row, actor=actor),
        "window": case_page.window(access, name),
        "sight": case_page.sight_for(access, name),
        "sentences": refused or answer.sentences,
        "reason": reason_of(request),
        "key": new_key(),
    }
    return render(request, "proposals/move.html", context, status=422 if request.method == "POST" else 200)


def _answer(access: Access, name: str, request: HttpRequest) -> Answer:
    """Raises Http404 where this is no move of this reader from here."""
    found = door.answers(PROPOSAL, access.proposal, actor=actor_of(request))
    answer = next((one for one in found if one.row.name == name and one.permitted), None)
    if answer is None:
        raise Http404
    return answer
