"""Templates of an institution: the list, keeping one from a proposal, retiring one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.actors_http import actor_of
from partners.roles import Role
from partners.selectors import has_role
from proposals import selectors
from proposals.http import answers_refusals
from proposals.starts import selectors as starts
from proposals.starts import services
from proposals.starts.forms import KeepForm
from workflow.refusals import GateClosed

PER_PAGE = 20


@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if not has_role(actor.user, Role.AUTHOR):
        raise Http404
    page = Paginator(starts.templates(actor), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "starts/templates.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def keep(request: HttpRequest, pk: str) -> HttpResponse:
    """Keep sections of this proposal as a template."""
    actor = actor_of(request)
    access = selectors.get(actor, pk, "write")
    form = KeepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.keep_as_template(access, form.cleaned_data["name"], form.cleaned_data["sections"], actor=actor)
        except GateClosed as refused:
            form.add_error(None, list(refused.sentences))
        else:
            messages.success(request, _("The template is kept. Your institution’s authors can begin with it."))
            return redirect("starts:templates")
    context = {"access": access, "form": form}
    return render(request, "starts/keep.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def retire(request: HttpRequest, pk: str) -> HttpResponse:
    found = services.retire(pk, actor=actor_of(request))
    messages.success(request, _("“%(name)s” is offered no more.") % {"name": found.name})
    return redirect("starts:templates")
