"""Who may write a section now: asked by every page that edits one."""

from django.http import Http404
from django.utils.translation import gettext as _

from partners.actors import Actor
from proposals import selectors
from proposals.document.declaration import SECTIONS
from proposals.selectors import Access
from workflow.refusals import WrongState
from workflow.states import EDITABLE

EDITED = [one.key for one in SECTIONS if one.key != "K"]


def editable(actor: Actor, pk: str, key: str) -> Access:
    """Raises Http404: no author here, or no such section. WrongState: it is not with the institution."""
    access = selectors.get(actor, pk, "write")
    if key not in EDITED:
        raise Http404
    if access.state not in EDITABLE:
        raise WrongState(_("The document cannot be edited at this stage."))
    return access
