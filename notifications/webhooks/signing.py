"""Secrets and signatures, by the Standard Webhooks.

A secret is an HMAC of the site's key over the endpoint's id and number: none is stored, so none lies in a backup of the
database, and it can be shown again. Whoever changes SECRET_KEY changes them all.
"""

from base64 import b64encode
from datetime import datetime

from django.utils.crypto import salted_hmac
from standardwebhooks import Webhook

from notifications.webhooks.models import Delivery, Endpoint


def secret(endpoint: Endpoint, *, before: int = 0) -> str:
    """`whsec_…`, 256 bits; `before`=1 is the one that it replaced."""
    name = f"{endpoint.pk}:{endpoint.secret_number - before}"
    key = salted_hmac("notifications.webhooks", name, algorithm="sha256").digest()
    return f"whsec_{b64encode(key).decode()}"


def headers(delivery: Delivery, at: datetime) -> dict[str, str]:
    """Both signatures while the old secret still counts. `at` is the moment of the try."""
    endpoint = delivery.endpoint
    secrets = [secret(endpoint)]
    if endpoint.old_secret_until and at < endpoint.old_secret_until:
        secrets.append(secret(endpoint, before=1))
    signatures = [Webhook(one).sign(delivery.message_id, at, delivery.body) for one in secrets]
    return {
        "webhook-id": delivery.message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
