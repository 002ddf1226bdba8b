"""Keeping and retiring an institution's templates."""

from collections.abc import Collection
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from partners.actors import Actor
from proposals import selectors
from proposals.selectors import Access
from proposals.starts import selectors as starts
from proposals.starts.copying import copied
from proposals.starts.models import DocumentTemplate
from workflow import clocks
from workflow.refusals import GateClosed, NotYours


def keep_as_template(access: Access, name: str, sections: Collection[str], *, actor: Actor) -> DocumentTemplate:
    """These sections of the proposal, kept for the institution. The same once more gives the same template.

    Raises:
        NotYours: no author of the proposal. GateClosed: the name is taken, or the sections are empty.
    """
    if "write" not in access.permissions or actor.user is None:
        raise NotYours
    content = copied(selectors.content(access), sections)
    if not content:
        raise GateClosed(_("These sections are empty. Choose a section that says something."))
    institution = access.proposal.lead
    try:
        with transaction.atomic():
            return DocumentTemplate.objects.create(
                institution=institution, name=name, content=content, made_by=actor.user, made_at=clocks.now()
            )
    except IntegrityError:
        there = DocumentTemplate.objects.get(institution=institution, name=name, retired_at=None)
    if there.content != content:
        raise GateClosed(_("Your institution has a template of this name already. Choose another name."))
    return there


def retire(pk: UUID | str, *, actor: Actor) -> DocumentTemplate:
    """Offered no more. Raises Http404."""
    found = starts.template(actor, pk)
    found.retired_at = clocks.now()
    found.save(update_fields=["retired_at"])
    return found
