"""Writing a draft, part by part, and publishing it. For framework managers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.actors_http import actor_of
from proposals.frameworks import declaration, selectors, services
from proposals.frameworks import shapes as shape
from proposals.frameworks.changes import differences
from proposals.frameworks.checking import lacks, of_part
from proposals.frameworks.forms import BeginForm, CriterionForm, PartForm, PublishForm
from proposals.frameworks.paths import get
from proposals.frameworks.services import NameTaken, Overtaken
from proposals.http import answers_refusals, moved, new_key, whole_number
from workflow.models import FrameworkState, FrameworkVersion
from workflow.refusals import WrongState

STEPS = {"up": -1, "down": 1}


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def begin(request: HttpRequest, pk: str) -> HttpResponse:
    """A new draft that begins as a copy of this version."""
    actor = actor_of(request)
    source = selectors.get(actor, pk)
    if not selectors.manages(actor):
        raise Http404
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = services.begin(source, form.cleaned_data["name"], actor=actor)
            return redirect("frameworks:edit", pk=draft.pk)
        except NameTaken:
            form.add_error("name", _("Another version has this name."))
    return _answer(request, "frameworks/begin.html", {"source": source, "form": form}, form)


@require_safe
def edit(request: HttpRequest, pk: str) -> HttpResponse:
    """The parts of a draft, what is missing before it can be published, and what to do next."""
    version = selectors.draft(actor_of(request), pk)
    content = selectors.written(version)
    missing = lacks(content)
    faulty = {lack.part for lack in missing}
    parts = declaration.parts(content)
    context = {
        "version": version,
        "groups": _groups(parts, faulty, content),
        "lacks": missing,
        "seen": selectors.seen(version),
        "last": selectors.history(version).first(),
    }
    return render(request, "frameworks/edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def part(request: HttpRequest, pk: str, key: str) -> HttpResponse:
    """One part. What somebody else saved meanwhile is shown before it can be written over."""
    actor = actor_of(request)
    version = _draft_or_published(request, pk)
    content = selectors.written(version)
    declared = _declared(request, content, key)
    if request.method != "POST":
        return _part(request, version, declared, PartForm(declared, content))
    form = PartForm(declared, content, request.POST)
    if not form.is_valid():
        return _part(request, version, declared, form, status=422, seen=_seen(request))
    try:
        changed = services.save_part(version.pk, key, form.values, actor=actor, seen=_seen(request))
    except NameTaken:
        form.add_error("name", _("Another version has this name."))
        return _part(request, version, declared, form, status=422, seen=_seen(request))
    except Overtaken as overtaken:
        return _overtaken(request, version, declared, form, overtaken)
    messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    return redirect("frameworks:edit", pk=version.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def add(request: HttpRequest, pk: str) -> HttpResponse:
    """A new criterion."""
    actor = actor_of(request)
    version = selectors.draft(actor, pk)
    form = CriterionForm(request.POST or None, taken=declaration.criteria_keys(version.content))
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["key"]
        services.add_criterion(version.pk, key, actor=actor)
        return redirect("frameworks:part", pk=version.pk, key=f"{declaration.CRITERION}{key}")
    return _answer(request, "frameworks/add.html", {"version": version, "form": form}, form)


@require_POST
@answers_refusals
def shift(request: HttpRequest, pk: str, key: str) -> HttpResponse:
    """A criterion one place up or down."""
    version = _draft_or_published(request, pk)
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        raise BadRequest
    try:
        services.move_criterion(version.pk, key, step, actor=actor_of(request), seen=_seen(request))
    except Overtaken:
        messages.info(request, _("Somebody else has just changed the criteria. Look at them again."))
    return redirect("frameworks:edit", pk=version.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def take_out(request: HttpRequest, pk: str, key: str) -> HttpResponse:
    """A criterion less."""
    version = selectors.draft(actor_of(request), pk)
    if key not in declaration.criteria_keys(version.content):
        raise Http404
    if request.method == "POST":
        try:
            services.take_out_criterion(version.pk, key, actor=actor_of(request), seen=_seen(request))
            messages.success(request, _("Taken out. Its words stay in the history."))
            return redirect("frameworks:edit", pk=version.pk)
        except Overtaken:
            messages.info(request, _("Somebody else has just changed this criterion. Read it again before you do."))
    written = declaration.criterion(key)
    form = PartForm(written, selectors.written(version))
    context = {"version": version, "key": key, "form": form, "seen": selectors.seen(version)}
    return render(request, "frameworks/take_out.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def publish(request: HttpRequest, pk: str) -> HttpResponse:
    actor = actor_of(request)
    version = _draft_or_published(request, pk)
    form = PublishForm(request.POST or None)
    if request.method == "POST":
        seen, key = moved(request)
        if form.is_valid():
            day = form.cleaned_data["effective_from"]
            try:
                services.publish(version.pk, day, actor=actor, seen=seen, idempotency_key=key)
                messages.success(request, _("Published. Nothing in it changes any more."))
                return redirect("frameworks:page", pk=version.pk)
            except Overtaken:
                messages.info(request, _("Somebody else has just changed the draft. Read it again before you publish."))
    if version.state != FrameworkState.DRAFT:
        raise Http404
    context = {
        "version": version,
        "form": form,
        "lacks": lacks(selectors.written(version)),
        "seen": selectors.seen(version),
        "key": new_key(),
        "current": selectors.in_force(),
    }
    return _answer(request, "frameworks/publish.html", context, form)


def _groups(parts: tuple[shape.Part, ...], faulty: set[str], content: shape.Content) -> list[dict[str, Any]]:
    """Parts under headings, each with whether something is missing in it; a criterion with its words too."""
    heads = {declaration.CRITERION: _("Criteria"), "fields-": _("Fields of the document"), "letter-": _("Letters")}
    groups: list[dict[str, Any]] = []
    language = get_language() or "en"
    for one in parts:
        prefix = next((head for head in heads if one.key.startswith(head)), "")
        if not groups or groups[-1]["prefix"] != prefix:
            groups.append({"prefix": prefix, "title": heads.get(prefix, ""), "lines": []})
        name = one.key.removeprefix(declaration.CRITERION)
        words = get(content, f"criteria.{name}.title.{language}") if prefix == declaration.CRITERION else ""
        groups[-1]["lines"].append({"part": one, "lacks": one.key in faulty, "name": name, "words": words})
    return groups


def _draft_or_published(request: HttpRequest, pk: str) -> FrameworkVersion:
    """A POST to what was published meanwhile gets the door's sentence, not a page that is not there."""
    actor = actor_of(request)
    if request.method == "POST" and selectors.manages(actor):
        return selectors.get(actor, pk)
    return selectors.draft(actor, pk)


def _declared(request: HttpRequest, content: shape.Content, key: str) -> shape.Part:
    try:
        return declaration.part(content, key)
    except KeyError:
        if request.method == "POST" and key.startswith(declaration.CRITERION):
            raise WrongState(_("Somebody has taken this criterion out.")) from None
        raise Http404 from None


def _seen(request: HttpRequest) -> int:
    return whole_number(request.POST.get("seen", ""))


def _part(
    request: HttpRequest,
    version: FrameworkVersion,
    declared: shape.Part,
    form: PartForm,
    *,
    status: int = 200,
    seen: int | None = None,
    **more: Any,
) -> HttpResponse:
    context = {
        "version": version,
        "part": declared,
        "form": form,
        "seen": selectors.seen(version) if seen is None else seen,
        "lacks": list(of_part(declared, selectors.written(version))),
        **more,
    }
    return render(request, "frameworks/part.html", context, status=status)


def _overtaken(
    request: HttpRequest, version: FrameworkVersion, declared: shape.Part, form: PartForm, overtaken: Overtaken
) -> HttpResponse:
    """Theirs is saved; ours is in the form. Saving again writes ours over it, knowingly."""
    fresh = selectors.get(actor_of(request), version.pk)
    content = selectors.written(fresh)
    stands = {name: PartForm(declared, content).initial.get(name) for name in form.values}
    found = differences(stands, form.values, content)
    entry = overtaken.entry
    return _part(request, fresh, declared, form, status=409, seen=entry.number, entry=entry, differences=found)


def _answer(request: HttpRequest, template: str, context: dict[str, Any], form: Any) -> HttpResponse:
    return render(request, template, context, status=422 if form.is_bound else 200)
