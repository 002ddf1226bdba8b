"""An endpoint that nothing gets through to any more: its deliveries wait, and its administrators are told."""

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from notifications import services as notifications
from notifications.rules import Audience
from notifications.services import Recipient
from notifications.webhooks.hearing import NOTHING
from notifications.webhooks.models import Act, Because, Change, Endpoint, EndpointState
from partners.actors import SYSTEM
from partners.models import User
from partners.roles import Role

PAUSED = "webhook.paused"


def pause(endpoint: Endpoint, because: Because) -> bool:
    """By the system; False where it is not on (any more)."""
    now = timezone.now()
    running = Endpoint.objects.filter(pk=endpoint.pk, state=EndpointState.ON)
    if not running.update(state=EndpointState.PAUSED, because=because, state_since=now, version=F("version") + 1):
        return False
    Change.objects.create(endpoint=endpoint, at=now, act=Act.PAUSED, by=None, said=str(because))
    _tell(endpoint, because, f"{PAUSED}:{endpoint.pk}:{now.isoformat()}")
    return True


def _tell(endpoint: Endpoint, because: Because, event_key: str) -> None:
    organisation, name = endpoint.organisation, endpoint.description or endpoint.host
    path = reverse("webhooks:endpoint", args=[endpoint.pk])

    def administrators(audience: Audience) -> list[Recipient]:
        if audience != Audience.ADMINISTRATORS:
            return []
        held = {"memberships__organisation": organisation, "memberships__role": Role.ADMINISTRATOR}
        via = str(organisation)
        return [Recipient(user, path, via=via) for user in User.objects.filter(is_active=True, **held).distinct()]

    said = {}
    for language in ("en", "fr"):
        with override(language):
            said[language] = str(because.label)
    notifications.announce(
        PAUSED,
        administrators,
        actor=SYSTEM,
        event_key=event_key,
        context={
            "number": "",
            "title": {"en": name, "fr": name},
            "institution": {"en": organisation.name, "fr": organisation.name_in("fr")},
            "actor_name": "Tidemark",
            "reason": said,
            "due": "",
        },
        matter=NOTHING,
        case_id=None,
    )
    transaction.on_commit(notifications.ring)
