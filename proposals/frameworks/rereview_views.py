"""Listings to be looked at again under a new version: a task for each institution and reason."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.actors_http import actor_of
from partners.roles import Role
from partners.selectors import has_role
from proposals.frameworks import rereviewing
from proposals.frameworks.models import RereviewTask, TaskState
from proposals.frameworks.words import reason
from proposals.http import answers_refusals

PER_PAGE = 20


@dataclass(frozen=True)
class Line:
    task: RereviewTask
    reason: str


class NoteForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("What you found, and what follows"),
        max_length=rereviewing.NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("This is a record that the public can request."),
    )


@require_POST
@answers_refusals
def make(request: HttpRequest, pk: str) -> HttpResponse:
    made = rereviewing.make(pk, actor=actor_of(request))
    sentence = ngettext("%(count)d task is made.", "%(count)d tasks are made.", made) % {"count": made}
    messages.success(request, sentence)
    return redirect("frameworks:rereviews")


@require_safe
def rereviews(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if not rereviewing.reads(actor):
        raise Http404
    page = Paginator(rereviewing.tasks(actor), PER_PAGE).get_page(request.GET.get("page"))
    lines = [Line(task, reason(task.gate, task.named)) for task in page]
    return render(request, "frameworks/rereviews.html", {"page": page, "lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def rereview(request: HttpRequest, pk: str) -> HttpResponse:
    actor = actor_of(request)
    task = rereviewing.task(actor, pk)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        rereviewing.finish(pk, form.cleaned_data["note"], actor=actor)
        messages.success(request, _("Done."))
        return redirect("frameworks:rereviews")
    coordinates = has_role(actor.user, Role.COORDINATOR)
    if request.method == "POST" and not coordinates:
        raise Http404
    context = {
        "line": Line(task, reason(task.gate, task.named)),
        "proposals": rereviewing.proposals(task),
        "coordinates": coordinates,
        "open": task.status == TaskState.OPEN,
        "form": form,
    }
    return render(request, "frameworks/rereview.html", context, status=422 if form.is_bound else 200)
