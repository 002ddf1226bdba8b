"""Drafting, publishing and superseding framework versions. Every act is an entry of the version's history."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from partners.actors import Actor
from proposals.frameworks import declaration, paths, selectors
from proposals.frameworks.checking import lacks
from proposals.frameworks.endorsement import up_to_date
from proposals.frameworks.models import Act, Entry
from workflow import clocks
from workflow import framework as frameworks
from workflow.models import FrameworkState, FrameworkVersion
from workflow.refusals import GateClosed, NotYours, WrongState

ORDER = "criteria"  # the part under which criteria are added, moved and taken out


class Overtaken(Exception):
    """Somebody else saved the same part since the caller looked at it; `entry` is the newest."""

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.entry = entry


class NameTaken(Exception):
    """Another version has this name."""


def begin(source: FrameworkVersion, name: str, *, actor: Actor) -> FrameworkVersion:
    """A draft that says what `source` says. Raises NotYours, NameTaken."""
    if not selectors.manages(actor):
        raise NotYours
    with transaction.atomic():
        if FrameworkVersion.objects.filter(name=name).exists():
            raise NameTaken
        content = up_to_date(source.content)
        version = FrameworkVersion(name=name, effective_from=clocks.today(), content=content)
        _save(version)
        _note(version, Act.BEGUN, actor=actor, source=source)
    return version


def save_part(pk: UUID | str, key: str, values: Mapping[str, Any], *, actor: Actor, seen: int) -> bool:
    """Write {path: value} of one part of a draft. False where nothing differs. The values have passed the part's form.

    Raises:
        NotYours, WrongState, NameTaken.
        Overtaken: somebody else saved this part after entry number `seen`.
    """
    with transaction.atomic():
        version = _locked(pk, actor)
        last = selectors.last_edit(version, key)
        if last is not None and last.number > seen:
            raise Overtaken(last)
        return _write(version, key, values, actor=actor)


def add_criterion(pk: UUID | str, key: str, *, actor: Actor) -> None:
    """An empty one at the end; it is there once, however often the form is sent. Raises NotYours, WrongState."""
    with transaction.atomic():
        version = _locked(pk, actor)
        found = list(version.content.get("criteria") or ())
        if key not in declaration.criteria_keys(version.content):
            empty = {"en": "", "fr": ""}
            new = {"key": key, "gate": False, "sections": [], "title": empty, "guidance": dict(empty)}
            _arrange(version, [*found, new], actor=actor)


def move_criterion(pk: UUID | str, key: str, step: int, *, actor: Actor, seen: int) -> None:
    """`step` is -1 for up, 1 for down. Raises NotYours, WrongState, Overtaken."""
    with transaction.atomic():
        version = _locked(pk, actor)
        _not_overtaken(version, ORDER, seen)
        found = list(version.content["criteria"])
        index = _index(version, key)
        item = found.pop(index)
        found.insert(max(index + step, 0), item)
        _arrange(version, found, actor=actor)


def take_out_criterion(pk: UUID | str, key: str, *, actor: Actor, seen: int) -> None:
    """Its words stay in the history. Raises NotYours, WrongState, Overtaken (somebody edited it meanwhile)."""
    with transaction.atomic():
        version = _locked(pk, actor)
        _not_overtaken(version, f"{declaration.CRITERION}{key}", seen)
        index = _index(version, key)
        _arrange(version, [one for n, one in enumerate(version.content["criteria"]) if n != index], actor=actor)


def publish(
    pk: UUID | str, effective_from: date, *, actor: Actor, seen: int, idempotency_key: str | None = None
) -> FrameworkVersion:
    """In force from that day on; nothing in it changes any more.

    Raises:
        NotYours, WrongState.
        GateClosed: the draft is not complete, or another version begins on that day.
        Overtaken: somebody edited the draft after entry number `seen`.
    """
    with transaction.atomic():
        earlier = Entry.objects.filter(idempotency_key=idempotency_key).first() if idempotency_key else None
        if earlier is not None and earlier.act == Act.PUBLISHED and str(earlier.framework_id) == str(pk):
            return earlier.framework
        list(FrameworkVersion.objects.select_for_update().order_by("pk"))  # one publication at a time
        version = _locked(pk, actor)
        newest = selectors.history(version).first()
        if newest is not None and newest.number > seen:
            raise Overtaken(newest)
        _ask(version, effective_from)
        version.effective_from = effective_from
        _become(version, FrameworkState.PUBLISHED)
        _note(version, Act.PUBLISHED, actor=actor, key=idempotency_key)
    supersede()
    return version


def supersede() -> int:
    """Mark versions that a later one has replaced. Returns how many; run again, it changes nothing more."""
    done = 0
    with transaction.atomic():
        published = FrameworkVersion.objects.select_for_update().filter(
            state=FrameworkState.PUBLISHED, effective_from__lte=clocks.today()
        )
        rows = list(published.order_by("pk"))
        if len(rows) > 1:
            latest = frameworks.current()
            for version in rows:
                if version.pk != latest.pk:
                    _become(version, FrameworkState.SUPERSEDED)
                    _note(version, Act.SUPERSEDED, actor=None, source=latest)
                    done += 1
    return done


def _ask(version: FrameworkVersion, effective_from: date) -> None:
    missing = [lack.sentence for lack in lacks(selectors.written(version))]
    if missing:
        raise GateClosed(*missing)
    if effective_from < clocks.today():
        raise GateClosed(_("Choose today or a later day."))
    others = FrameworkVersion.objects.filter(state=FrameworkState.PUBLISHED, effective_from=effective_from)
    other = others.exclude(pk=version.pk).first()
    if other is not None:
        raise GateClosed(_("“%(name)s” begins on that day. Choose another one.") % {"name": other.name})
    frameworks.load(version)


def _become(version: FrameworkVersion, state: FrameworkState) -> None:
    version.state = state
    version.save(update_fields=["state", "effective_from"])


def _locked(pk: UUID | str, actor: Actor) -> FrameworkVersion:
    if not selectors.manages(actor):
        raise NotYours
    version = FrameworkVersion.objects.select_for_update().filter(pk=pk).first()
    if version is None:
        raise NotYours
    if version.state != FrameworkState.DRAFT:
        raise WrongState(_("It is published: nothing in it changes any more. Begin a new draft from it."))
    return version


def _not_overtaken(version: FrameworkVersion, part: str, seen: int) -> None:
    last = selectors.last_edit(version, part)
    if last is not None and last.number > seen:
        raise Overtaken(last)


def _index(version: FrameworkVersion, key: str) -> int:
    """Raises NotYours: no such criterion."""
    keys = declaration.criteria_keys(version.content)
    if key not in keys:
        raise NotYours
    return keys.index(key)


def _arrange(version: FrameworkVersion, criteria: list[Any], *, actor: Actor) -> None:
    before = version.content.get("criteria") or []
    if criteria == before:
        return
    version.content = {**version.content, "criteria": criteria}
    version.save(update_fields=["content"])
    _note(version, Act.EDITED, actor=actor, part=ORDER, before={"criteria": before}, after={"criteria": criteria})


def _write(version: FrameworkVersion, key: str, values: Mapping[str, Any], *, actor: Actor) -> bool:
    stands = selectors.written(version)
    before = {path: paths.get(stands, path) for path in values}
    changed = {path: value for path, value in values.items() if _said(before[path]) != _said(value)}
    if not changed:
        return False
    content = paths.put(stands, changed)
    name = str(content.pop("name"))
    if "name" in changed:
        if FrameworkVersion.objects.filter(name=name).exclude(pk=version.pk).exists():
            raise NameTaken
        version.name = name
    version.content = content
    _save(version, "name", "content")
    old = {path: before[path] for path in changed}
    _note(version, Act.EDITED, actor=actor, part=key, before=old, after=changed)
    return True


def _save(version: FrameworkVersion, *fields: str) -> None:
    """All of a new one, or these fields. Raises NameTaken where somebody took the name at the same moment."""
    try:
        with transaction.atomic():
            version.save(update_fields=fields or None)
    except IntegrityError:
        raise NameTaken from None


def _said(value: Any) -> Any:
    """An empty text and nothing at all say the same."""
    return None if value in ("", []) else value


def _note(
    version: FrameworkVersion,
    act: Act,
    *,
    actor: Actor | None,
    part: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    source: FrameworkVersion | None = None,
    key: str | None = None,
) -> Entry:
    return Entry.objects.create(
        framework=version,
        number=selectors.seen(version) + 1,
        act=act,
        part=part,
        before=dict(before or {}),
        after=dict(after or {}),
        source=source,
        by=actor.user if actor else None,
        idempotency_key=key or None,
    )
