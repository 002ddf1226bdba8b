"""The transition records of a case are links of one chain: each is hashed together with the one before it.

A link's hash covers its place and the digest of its content, and the content holds a random salt: a link can be shown
without its content, the chain still holds, and nobody can find the content by trying. Of a person the content holds
the id and nothing that anonymising changes.
"""

import secrets
from typing import Any

from workflow.canonical import sha256
from workflow.links import START, Link, hash_of
from workflow.models import TransitionRecord


def content(record: TransitionRecord) -> dict[str, Any]:
    """Everything the record says, as JSON; the database's own row number is no part of it."""
    return {
        "uuid": record.uuid,
        "machine": record.machine,
        "subject": record.subject_id,
        "transition": record.transition,
        "source": record.source,
        "target": record.target,
        "actor": record.actor_id,
        "via_guest": record.via_guest,
        "at": record.at,
        "reason": record.reason,
        "details": record.details,
        "subject_version": record.subject_version,
        "framework": record.framework_id,
        "idempotency_key": record.idempotency_key,
        "salt": record.salt,
    }


def digest(record: TransitionRecord) -> str:
    return sha256(content(record))


def as_link(record: TransitionRecord) -> Link:
    """The record as it stands in the database."""
    return Link(
        record.link, record.previous, record.sha256, digest(record), record.pk, f"record {record.pk}, {record.uuid}"
    )


def append(record: TransitionRecord, last: TransitionRecord | None) -> TransitionRecord:
    """Make the unsaved record the link after `last`."""
    record.salt = secrets.token_hex(16)
    record.link, record.previous = (last.link + 1, last.sha256) if last else (1, START)
    record.sha256 = hash_of(record.case_id, record.link, record.previous, digest(record))
    return record


def last_of(case_id: Any) -> TransitionRecord | None:
    """The case's newest link. Whoever writes after it holds the lock of the case's row (`proposals.door`)."""
    return TransitionRecord.objects.filter(case_id=case_id).order_by("-link").only("link", "sha256").first()
