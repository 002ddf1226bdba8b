"""Starts that a person may use: templates of the institutions they write for, and these institutions' proposals."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from partners.actors import Actor
from partners.models import Organisation
from partners.roles import Role
from partners.selectors import organisations_where
from proposals import selectors
from proposals.starts.copying import copied
from proposals.starts.models import DocumentTemplate


@dataclass(frozen=True)
class Start:
    """`details` go into the record of the new proposal's first move."""

    name: str
    institution: Organisation
    content: dict[str, dict[str, Any]]
    details: dict[str, str]


def templates(actor: Actor) -> QuerySet[DocumentTemplate]:
    institutions = organisations_where(actor.user, Role.AUTHOR)
    offered = DocumentTemplate.objects.filter(institution__in=institutions, retired_at=None)
    return offered.select_related("institution", "made_by")


def template(actor: Actor, pk: UUID | str) -> DocumentTemplate:
    """Raises Http404: absent, retired, or another institution's."""
    found = templates(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def start(actor: Actor, *, proposal: str, template_pk: str) -> Start | None:
    """What a new proposal is to begin with: a proposal, a template, or nothing.

    Raises:
        Http404: absent, malformed, or not this person's to copy.
    """
    if proposal:
        access = selectors.get(actor, _uuid(proposal), "write")
        source = access.proposal
        return Start(
            f"{source.number} {source.title}",
            source.lead,
            copied(selectors.content(access)),
            {"copied_from": source.number},
        )
    if template_pk:
        found = template(actor, _uuid(template_pk))
        return Start(found.name, found.institution, found.content, {"template": found.name})
    return None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
