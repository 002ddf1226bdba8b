"""The comments of a case: a list with filters, and the box that begins a thread."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.actors import Actor
from partners.actors_http import actor_of
from partners.models import User
from proposals import selectors as cases
from proposals.document.declaration import SECTIONS
from proposals.http import answers_refusals, home_of, new_key
from proposals.selectors import Access
from proposals.talk import anchors, selectors, services, telling
from proposals.talk.forms import CommentForm, FilterForm, MoveForm, SettleForm, ThreadForm
from proposals.talk.lanes import Reader
from proposals.talk.models import Thread

PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def comments(request: HttpRequest, pk: str) -> HttpResponse:
    """`?show=open|mine|must|resolved|all`, `&section=E`, `&place=E.competencies` (fills the box too), `&q=words`."""
    actor = actor_of(request)
    access = cases.get(actor, pk)
    content = cases.content(access)
    readers = selectors.readers(access)
    place = _place(request)
    initial = {"place": place, "lane": next(iter(readers)) if len(readers) == 1 else ""}
    form = ThreadForm(request.POST or None, initial=initial, readers=readers, content=content)
    if request.method == "POST" and form.is_valid():
        said = services.open_thread(actor=actor, proposal=access.proposal, key=_key(request), **form.cleaned_data)
        messages.success(request, _("Your comment is there."))
        return redirect("talk:thread", pk=pk, thread=said.thread_id)
    asked = FilterForm(request.GET, sections=[(one.key, f"{one.key}. {one.title}") for one in SECTIONS])
    chosen = asked.cleaned_data if asked.is_valid() else {}
    found = selectors.listed(
        access,
        actor.user,
        show=chosen.get("show") or ("all" if place or chosen.get("section") or chosen.get("q") else "open"),
        section=chosen.get("section", ""),
        place=place,
        words=chosen.get("q", ""),
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "access": access,
        "form": form,
        "place": anchors.label(place, content) if place else "",
        "asked": asked,
        "page": page,
        "lines": selectors.lines(page, content),
        "standing": selectors.standing(access),
        "home": home_of(access),
        "key": new_key(),
        "hear": telling.would_hear(access, _unbegun(access, readers), actor),
    }
    return render(request, "talk/comments.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def thread(request: HttpRequest, pk: str, thread: str) -> HttpResponse:
    """One conversation, oldest first; POST answers in it."""
    actor = actor_of(request)
    access, found = _thread(actor, pk, thread)
    form = CommentForm(request.POST or None, readers=_readers(access, found))
    if request.method == "POST" and form.is_valid():
        said = services.reply(found.pk, actor=actor, key=_key(request), **form.cleaned_data)
        messages.success(request, _("Your comment is there."))
        last = Paginator(selectors.comments(access).filter(thread=found), PER_PAGE).num_pages
        return redirect(f"{request.path}?page={last}#comment-{said.pk}")
    return _shown(request, access, found, form, SettleForm(), 422 if form.is_bound else 200)


@require_POST
@answers_refusals
def settle(request: HttpRequest, pk: str, thread: str) -> HttpResponse:
    """Resolve (with what came of it), reopen, ask that it is settled before submission, or take that back."""
    actor = actor_of(request)
    access, found = _thread(actor, pk, thread)
    if "resolve" in request.POST:
        form = SettleForm(request.POST)
        if not form.is_valid():
            return _shown(request, access, found, CommentForm(readers=_readers(access, found)), form, 422)
        services.resolve(found.pk, actor=actor, outcome=form.cleaned_data["outcome"])
        messages.success(request, _("Settled."))
    elif "reopen" in request.POST:
        services.reopen(found.pk, actor=actor)
        messages.success(request, _("Open again."))
    elif "must" in request.POST:
        services.set_must_settle(found.pk, request.POST["must"] == "1", actor=actor)
        messages.success(request, _("Noted."))
    return redirect("talk:thread", pk=pk, thread=found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def move(request: HttpRequest, pk: str, thread: str) -> HttpResponse:
    """Put a thread on another place of the document."""
    actor = actor_of(request)
    access, found = _thread(actor, pk, thread)
    if not services.may_settle(access, found, _person(actor)):
        raise Http404
    content = cases.content(access)
    form = MoveForm(request.POST or None, content=content, initial={"place": found.place})
    if request.method == "POST" and form.is_valid():
        services.move(found.pk, form.cleaned_data["place"], actor=actor)
        messages.success(request, _("Moved."))
        return redirect("talk:thread", pk=pk, thread=found.pk)
    context = {"access": access, "form": form, "line": selectors.line(found, content)}
    return render(request, "talk/move.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def edit(request: HttpRequest, pk: str, comment: str) -> HttpResponse:
    """One's own comment anew; what it said before stays readable."""
    actor = actor_of(request)
    access, found = selectors.get_comment(actor, comment)
    if str(access.proposal.pk) != str(pk) or found.author_id != _person(actor).pk:
        raise Http404
    form = CommentForm(request.POST or None, readers=_readers(access, found.thread), initial={"text": found.text})
    if request.method == "POST" and form.is_valid():
        services.edit(found.pk, actor=actor, **form.cleaned_data)
        messages.success(request, _("Your comment is changed. What it said before can still be read."))
        return redirect("talk:thread", pk=pk, thread=found.thread_id)
    context = {"access": access, "form": form, "comment": found, "thread": found.thread}
    return render(request, "talk/edit.html", context, status=422 if form.is_bound else 200)


@require_safe
def versions(request: HttpRequest, pk: str, comment: str) -> HttpResponse:
    """Everything that a comment has said, the newest first."""
    access, found = selectors.get_comment(actor_of(request), comment)
    if str(access.proposal.pk) != str(pk):
        raise Http404
    page = Paginator(found.versions.order_by("-number"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"access": access, "comment": found, "thread": found.thread, "page": page}
    return render(request, "talk/versions.html", context)


def _shown(
    request: HttpRequest, access: Access, found: Thread, form: CommentForm, settling: SettleForm, status: int
) -> HttpResponse:
    actor = actor_of(request)
    person = _person(actor)
    page = Paginator(selectors.comments(access).filter(thread=found), PER_PAGE).get_page(request.GET.get("page"))
    may_settle = services.may_settle(access, found, person)
    context = {
        "access": access,
        "thread": found,
        "line": selectors.line(found, cases.content(access)),
        "page": page,
        "marks": found.marks.select_related("by")[:PER_PAGE],
        "form": form,
        "settling": settling,
        "may_settle": may_settle,
        "may_mark": services.may_mark(access, found),
        "person": person,
        "key": new_key(),
        "hear": telling.would_hear(access, found, actor),
    }
    return render(request, "talk/thread.html", context, status=status)


def _unbegun(access: Access, readers: Mapping[str, list[Reader]]) -> Thread:
    """For who would hear of a first comment: authors do, who read each lane that may be chosen here, or none."""
    return Thread(proposal=access.proposal, lane=next(iter(readers)))


def _thread(actor: Actor, pk: str, thread: str) -> tuple[Access, Thread]:
    access, found = selectors.get_thread(actor, thread)
    if str(access.proposal.pk) != str(pk):
        raise Http404
    return access, found


def _readers(access: Access, found: Thread) -> dict[str, list[Reader]]:
    return {found.lane: selectors.readers(access)[found.lane]}


def _person(actor: Actor) -> User:
    if actor.user is None:
        raise Http404
    return actor.user


def _place(request: HttpRequest) -> str:
    """The place that the address names; one that nobody knows is the whole."""
    name = request.GET.get("place", "")
    try:
        anchors.split(name)
    except ValueError:
        return ""
    return name


def _key(request: HttpRequest) -> str:
    return request.POST.get("idempotency_key", "")[:80]
