"""`manage.py check`: settings of answers by mail that could not work."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from notifications import answering
from proposals.replies import mail_services, polling

HERE = frozenset({"localhost", "127.0.0.1", "::1"})


@register()
def answers_by_mail(app_configs: Any, **options: Any) -> list[CheckMessage]:
    return [*_address(), *_ways_in()]


def _address() -> Iterator[CheckMessage]:
    name, _at, domain = settings.REPLY_ADDRESS.rpartition("@")
    if settings.REPLY_ADDRESS and not (name and domain):
        yield Error("TIDEMARK_REPLY_ADDRESS is no address.", hint="reply@your.domain", id="replies.E001")
    if len(name) > answering.LONGEST_NAME:
        yield Error(
            f"TIDEMARK_REPLY_ADDRESS has more than {answering.LONGEST_NAME} letters before the @.",
            hint="With the signature they would be more than the 64 that mail servers take.",
            id="replies.E002",
        )


def _ways_in() -> Iterator[CheckMessage]:
    if (settings.REPLY_MAILBOX or settings.REPLY_SERVICE) and not settings.REPLY_ADDRESS:
        yield Error(
            "Answers can come in, and no mail offers to be answered.",
            hint="Set TIDEMARK_REPLY_ADDRESS.",
            id="replies.E003",
        )
    if settings.REPLY_MAILBOX:
        try:
            polling.address(settings.REPLY_MAILBOX)
        except ValueError as error:
            yield Error(str(error), id="replies.E004")
        where = urlsplit(settings.REPLY_MAILBOX)
        if where.scheme == "imap" and where.hostname not in HERE:
            yield Warning(
                "The password of TIDEMARK_REPLY_MAILBOX goes over the network unencrypted.",
                hint="Write imaps://.",
                id="replies.W005",
            )
    if settings.REPLY_SERVICE:
        try:
            mail_services.signing_key()
        except mail_services.NotSigned:
            yield Error("TIDEMARK_REPLY_SERVICE is mailgun://signing-key", id="replies.E006")
