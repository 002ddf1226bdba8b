"""An organisation's own page, joining it, and one's account."""

from django.contrib import messages
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners import selectors, services
from partners.actors_http import actor_of
from partners.demo import BACKEND
from partners.forms import AccountForm, InviteForm, JoinForm
from partners.models import Membership, Organisation

PER_PAGE = 25


@require_safe
def organisation(request: HttpRequest, pk: str) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.get_organisation(actor, pk)
    return _page(request, found, InviteForm(organisation=found))


@require_POST
def invite(request: HttpRequest, pk: str) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.get_organisation(actor, pk)
    form = InviteForm(request.POST, organisation=found)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        services.invite_to_organisation(found, form.cleaned_data["email"], form.cleaned_data["role"], actor=actor)
    except services.NotAllowed:
        raise Http404 from None
    messages.success(request, _("The invitation is on its way."))
    return redirect("organisation", pk=found.pk)


@require_POST
def end_role(request: HttpRequest, pk: str, membership: int) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.get_organisation(actor, pk)
    held = get_object_or_404(Membership, pk=membership, organisation=found)
    try:
        services.end_role(held, actor=actor)
    except services.NotAllowed:
        raise Http404 from None
    messages.success(request, _("The role has ended."))
    return redirect("organisation", pk=found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the invitation and changes nothing; POST joins."""
    form = JoinForm(request.POST or None)
    try:
        invitation = services.find_invitation(token)
        if request.method == "POST" and form.is_valid():
            user = services.accept_invitation(token, **form.cleaned_data)
            login(request, user, backend=BACKEND)
            return redirect("proposals:queue")
    except services.InvitationUnusable as refused:
        return render(request, "partners/guest_dead.html", {"reason": refused.reason}, status=410)
    context = {"invitation": invitation, "form": form}
    response = render(request, "partners/invitation.html", context, status=422 if form.is_bound else 200)
    response["Referrer-Policy"] = "strict-origin"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    form = AccountForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("account_settings")
    memberships = selectors.memberships_of(request.user)
    context = {"form": form, "memberships": memberships}
    return render(request, "partners/account.html", context, status=422 if form.is_bound else 200)


def _page(request: HttpRequest, found: Organisation, form: InviteForm, status: int = 200) -> HttpResponse:
    others = Membership.objects.filter(user=OuterRef("user")).exclude(organisation=found)
    rows = found.memberships.select_related("user").annotate(elsewhere=Exists(others)).order_by("user__name", "role")
    context = {
        "organisation": found,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "administers": selectors.administers(actor_of(request), found),
    }
    return render(request, "partners/organisation.html", context, status=status)
