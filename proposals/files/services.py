"""Attaching and removing. Nothing is kept that was not checked, and no row without its bytes on disk."""

import hashlib
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from partners.actors import Actor
from proposals import door
from proposals.files import scanning, storage
from proposals.files.content import kind_of
from proposals.files.models import Attachment
from proposals.files.naming import cleaned
from proposals.files.refused import Refused
from proposals.writing.services import writable
from workflow import clocks

MAX_BYTES = 10_000_000
MOST = 20


def attach(pk: UUID, section: str, data: bytes, name: str, *, confidential: bool, actor: Actor) -> Attachment:
    """The same file to the same section once more is the one that is there, with the mark as given now.

    Raises:
        Refused: the file; `.sentence` says why. NotYours, WrongState. Nothing was kept.
    """
    with transaction.atomic():
        writable(pk, actor)
    if len(data) > MAX_BYTES:
        raise Refused(_("The file is larger than 10 MB. Save it smaller and try again."))
    kind = kind_of(data, name)
    new = Attachment(
        section=section,
        name=cleaned(name, kind),
        kind=kind,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        confidential=confidential,
        scanned=scanning.scan(data),
        stored=storage.write(data),
        added_by=actor.user,
        added_at=clocks.now(),
    )
    try:
        found = _recorded(new, pk, actor)
    except BaseException:
        storage.discard(new.stored)
        raise
    if found is not new:
        storage.discard(new.stored)
    return found


def remove(attachment: Attachment, *, actor: Actor) -> None:
    """Nobody new sees it; whom it was submitted to keeps it. Raises NotYours, WrongState."""
    with transaction.atomic():
        proposal = writable(attachment.proposal_id, actor)
        left = Attachment.objects.filter(pk=attachment.pk, removed_at=None)
        if left.update(removed_at=clocks.now(), removed_by=actor.user):
            door.touch(proposal, seen_version=None)


def _recorded(new: Attachment, pk: UUID, actor: Actor) -> Attachment:
    with transaction.atomic():
        new.proposal = writable(pk, actor)
        live = Attachment.objects.filter(proposal=new.proposal, removed_at=None)
        there = live.filter(section=new.section, sha256=new.sha256).first()
        if there is not None:
            there.confidential = new.confidential
            there.save(update_fields=["confidential"])
            return there
        if live.count() >= MOST:
            raise Refused(_("At most %(count)d files. Remove one that is not needed.") % {"count": MOST})
        door.touch(new.proposal, seen_version=None)
        new.save()
    return new
