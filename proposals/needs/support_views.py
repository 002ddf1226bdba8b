"""We have this too: said once for each organisation, and taken back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partners.actors_http import actor_of
from partners.selectors import own_organisations
from proposals.http import answers_refusals, typed
from proposals.needs import selectors, services
from proposals.needs.forms import SupportForm
from workflow.refusals import WrongState


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def support(request: HttpRequest, need: str) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.get(actor, need)
    organisations = own_organisations(actor.user)
    if not organisations:
        raise Http404
    open_to = selectors.may_support(actor, found)
    if request.method != "POST":
        if not open_to:
            return redirect("needs:page", need=found.pk)
        return render(request, "needs/support.html", {"need": found, "form": SupportForm(organisations=open_to)})
    form = SupportForm(request.POST, organisations=organisations)
    if not form.is_valid():
        return render(request, "needs/support.html", {"need": found, "form": form}, status=422)
    try:
        made, new = services.support(found.pk, actor=actor, **form.cleaned_data)
    except WrongState as refused:
        back = reverse("needs:page", args=[found.pk])
        context = {"sentences": refused.sentences, "typed": typed(request), "back_url": back}
        return render(request, "errors/conflict.html", context, status=409)
    if new:
        messages.success(request, _("%(organisation)s is counted.") % {"organisation": made.organisation})
    else:
        person = {"organisation": made.organisation, "name": made.supported_by.name}
        messages.info(request, _("%(organisation)s is counted already: %(name)s has said so.") % person)
    return redirect("needs:page", need=found.pk)


@require_POST
@answers_refusals
def withdraw(request: HttpRequest, need: str) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.get(actor, need)
    organisation = own_organisations(actor.user).filter(pk=_key(request)).first()
    if organisation is None:
        raise Http404
    services.withdraw_support(found.pk, actor=actor, organisation=organisation)
    messages.success(request, _("%(organisation)s is no longer counted.") % {"organisation": organisation})
    return redirect("needs:page", need=found.pk)


def _key(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("organisation", ""))
    except ValueError:
        return None
