"""Django's mail, by way of the outbox: what any library sends becomes rows of the current transaction."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.translation import get_language

from notifications import services


class OutboxBackend(BaseEmailBackend):
    """`EMAIL_BACKEND`. One row per address, so that a bad address delays nobody; only delivery speaks SMTP."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many messages were taken in.

        Raises:
            BadHeaderError: a line break in a header.
            ValueError: an attachment, which the outbox does not carry.
        """
        taken = 0
        with transaction.atomic():
            for message in email_messages:
                taken += bool(self._store(message))
        if taken:
            transaction.on_commit(services.ring)
        return taken

    def _store(self, message: EmailMessage) -> int:
        message.message()  # refuses line breaks in headers, now and not at delivery
        addresses = sorted(set(message.recipients()))
        context = self._context(message)
        key = uuid.uuid4()
        for address in addresses:
            services.store_raw(address, context, key=f"{key}:{address}"[:190])
        return len(addresses)

    @staticmethod
    def _context(message: EmailMessage) -> dict[str, Any]:
        if message.attachments:
            raise ValueError("The outbox carries no attachments")
        alternatives = getattr(message, "alternatives", [])
        html = next((part[0] for part in alternatives if part[1] == "text/html"), "")
        is_html = message.content_subtype == "html"
        return {
            "subject": str(message.subject),
            "body": "" if is_html else str(message.body),
            "html": str(message.body) if is_html else str(html),
            "sender": message.from_email,
            "reply_to": [str(address) for address in message.reply_to],
            "language": (get_language() or settings.LANGUAGE_CODE)[:2],
        }
