"""What the institution does with the people it wants at the table."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from partners.actors_http import actor_of
from proposals import door, selectors
from proposals.codesign import following_up, inviting
from proposals.codesign.invitation_forms import DueForm, InvitePage
from proposals.codesign.invitation_list import ACTIONS, Line, invitation, invitations, lines
from proposals.codesign.models import Endorsement
from proposals.codesign.passage import ENDORSEMENT
from proposals.http import answers_refusals, moved, new_key, reason_of
from proposals.selectors import Access
from workflow import clocks
from workflow.refusals import GateClosed, ReasonMissing
from workflow.states import ProposalState

PER_PAGE = 20
ROWS = {"revoke": "revoke", "again": "invite_again"}


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def invite(request: HttpRequest, pk: str) -> HttpResponse:
    """Several people on one page: all are invited, or nobody and everything typed is kept."""
    actor = actor_of(request)
    access = selectors.get(actor, pk, "write")
    data = request.POST if request.method == "POST" else None
    adding = data is not None and "add" in data
    page = InvitePage(access.proposal, data, add=adding)
    sentences: tuple[str, ...] = ()
    if data is not None and not adding:
        _seen, key = moved(request)
        if inviting.done(key, actor=actor):
            return redirect("codesign:partners", pk=pk)
        if page.is_valid():
            try:
                _invite(request, access, page, key)
            except GateClosed as refused:
                sentences = refused.sentences
            else:
                return redirect("codesign:partners", pk=pk)
    context = {
        "access": access,
        "page": page,
        "sentences": sentences,
        "told": inviting.would_tell(page.names),
        "waits": access.state == ProposalState.DRAFT,
        "key": new_key(),
    }
    return render(request, "codesign/invite.html", context, status=422 if data is not None and not adding else 200)


def _invite(request: HttpRequest, access: Access, page: InvitePage, key: str) -> None:
    made = inviting.invite_all(
        actor=actor_of(request),
        proposal=access.proposal,
        invitees=page.invitees,
        idempotency_key=key,
        **page.shared.cleaned_data,
    )
    number = len(made)
    invited = ngettext("%(number)d person is invited.", "%(number)d people are invited.", number)
    messages.success(request, invited % {"number": number})


@require_safe
def partners(request: HttpRequest, pk: str) -> HttpResponse:
    access = selectors.get(actor_of(request), pk, "write", "sign")
    page = Paginator(invitations(access), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "access": access,
        "page": page,
        "lines": lines(access, page),
        "may_invite": "write" in access.permissions and access.state in inviting.INVITING,
    }
    return render(request, "codesign/partners.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def follow_up(request: HttpRequest, pk: str, invitation_id: str, action: str) -> HttpResponse:
    """One thing done with one invitation, on a page that says who will be told."""
    access = selectors.get(actor_of(request), pk, "write")
    if action not in ACTIONS:
        raise Http404
    endorsement = invitation(access, invitation_id)
    posted = request.POST if request.method == "POST" else None
    due = clocks.local_date(endorsement.due_at)
    form = DueForm(posted, proposal=access.proposal, due=due) if action in {"due", "again"} else None
    sentences: tuple[str, ...] = ()
    if posted is not None and (form is None or form.is_valid()):
        try:
            _follow(request, endorsement, action, form)
        except (GateClosed, ReasonMissing) as refused:
            sentences = refused.sentences
        else:
            return redirect("codesign:partners", pk=pk)
    [line] = lines(access, [endorsement])
    if posted is None and action not in {name for name, _label in line.actions}:
        return redirect("codesign:partners", pk=pk)
    context = _page(request, access, line, action)
    context |= {"form": form, "sentences": sentences, "reason": reason_of(request)}
    return render(request, "codesign/follow_up.html", context, status=422 if posted is not None else 200)


def _follow(request: HttpRequest, endorsement: Endorsement, action: str, form: DueForm | None) -> None:
    actor, name = actor_of(request), endorsement.person.name
    seen, key = moved(request)
    day = form.cleaned_data["due"] if form else None
    told = True
    if action == "remind":
        told = following_up.remind(endorsement.pk, actor=actor)
        done = _("%(name)s is reminded by mail.")
    elif action == "link":
        told = following_up.send_new_link(endorsement.pk, actor=actor)
        done = _("A new link is on its way to %(name)s. The old one has ended.")
    elif action == "due" and day is not None:
        following_up.change_due(endorsement.pk, day, actor=actor, seen_version=seen)
        done = _("%(name)s has another day to answer by.")
    elif action == "again":
        following_up.ask_again(endorsement.pk, day, actor=actor, seen_version=seen, idempotency_key=key)
        done = _("%(name)s is invited again.")
    else:
        reason = reason_of(request)
        following_up.take_back(endorsement.pk, actor=actor, reason=reason, seen_version=seen, idempotency_key=key)
        done = _("The invitation of %(name)s is taken back. Their link has ended.")
    if not told:
        done = _("%(name)s was written to today already. Once a day is enough.")
    messages.success(request, done % {"name": name})


def _page(request: HttpRequest, access: Access, line: Line, action: str) -> dict[str, Any]:
    """Who will be told, from the table where it is a move of it."""
    endorsement = line.endorsement
    actor = actor_of(request)
    if action in ROWS:
        told = door.would_tell(ENDORSEMENT, endorsement, ROWS[action], actor=actor)
    else:
        told = [] if access.state == ProposalState.DRAFT else following_up.would_tell(endorsement, action, actor=actor)
    return {
        "access": access,
        "line": line,
        "endorsement": endorsement,
        "action": action,
        "label": ACTIONS[action],
        "told": told,
        "key": new_key(),
    }
