"""What the invited person does with the invitation itself: hands it on, or asks for a link that works."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners import guests
from partners.actors_http import GUEST_SESSION, actor_of
from partners.guest_views import ASKABLE
from partners.models import GuestLink
from proposals import door, selectors
from proposals.codesign import following_up, handing_on
from proposals.codesign.invitation_forms import HandOnForm
from proposals.codesign.passage import ENDORSEMENT
from proposals.http import answers_refusals, moved, new_key
from workflow.refusals import GateClosed


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def hand_on(request: HttpRequest, pk: str) -> HttpResponse:
    """ "Not me": name the colleague who gets an invitation of their own."""
    actor = actor_of(request)
    if request.method == "POST" and handing_on.done(moved(request)[1], actor=actor):
        return _handed_on(request)
    endorsement = selectors.own_endorsement(actor, pk)
    access = selectors.get(actor, pk)
    answers = door.answers(ENDORSEMENT, endorsement, actor=actor)
    answer = next((one for one in answers if one.row.name == "hand_on" and one.permitted), None)
    if answer is None:
        return redirect("codesign:partner", pk=pk)
    form = HandOnForm(request.POST or None, initial={"language": endorsement.person.language})
    sentences = answer.sentences
    if request.method == "POST" and form.is_valid():
        seen, key = moved(request)
        try:
            handing_on.hand_on(endorsement.pk, actor=actor, seen_version=seen, idempotency_key=key, **form.cleaned_data)
        except GateClosed as refused:
            sentences = refused.sentences
        else:
            return _handed_on(request)
    context = {
        "access": access,
        "endorsement": endorsement,
        "form": form,
        "sentences": sentences,
        "told": door.told(ENDORSEMENT, endorsement, answer.row, actor=actor),
        "key": new_key(),
    }
    return render(request, "codesign/hand_on.html", context, status=422 if request.method == "POST" else 200)


def _handed_on(request: HttpRequest) -> HttpResponse:
    """A guest's link has ended with it, and its page says so; a member goes back to their work."""
    if actor_of(request).guest_link is not None:
        return redirect("guest_ended")
    messages.success(request, _("Handed on. Your colleague has an invitation of their own. Thank you."))
    return redirect("proposals:queue")


@never_cache
@sensitive_post_parameters("token")
@sensitive_variables("token")
@require_POST
def ask_for_link(request: HttpRequest) -> HttpResponse:
    """Tell the institution, once a day at most. The answer is the same whether it is one of our links or not."""
    token = request.POST.get("token", "")
    of_session = GuestLink.objects.select_related("user").filter(pk=request.session.get(GUEST_SESSION)).first()
    link = guests.known(token) if token else of_session
    if link is not None and guests.end_of(link) in ASKABLE:
        following_up.ask_for_link(link)
    return redirect("codesign:link_asked")


@require_safe
def link_asked(request: HttpRequest) -> HttpResponse:
    return render(request, "partners/guest_asked.html")
