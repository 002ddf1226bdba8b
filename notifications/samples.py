"""Every message with words to show it by: the gallery and the tests take them from here, and from nowhere else.

A sample holds what the message's files ask for and no more. A message that asks for a value without a word here is a
KeyError, which the test of every rule and language meets first.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.utils import translation

from notifications import answering, digest_letters, rendering
from notifications.answering import Answer
from notifications.models import DIGEST, Channel, Notice
from notifications.rendering import Letter
from notifications.rules import RULES, Audience, Rule
from partners.models import GuestLink, User

VALUES: dict[str, Any] = {
    "number": "TM-2026-007",
    "title": {"en": "Tidal turbine maintenance", "fr": "Entretien de turbines marémotrices"},
    "institution": {"en": "Nova Scotia Community College", "fr": "Collège communautaire de la Nouvelle-Écosse"},
    "actor_name": "Anne Author",
    "reason": "The hours do not add up.\nSection D says 40, the modules add up to 36.",
    "sections": [{"en": "Section C: Competencies", "fr": "Section C : Compétences"}],
    "changes": [
        {"en": "1. State the passing standard.", "fr": "1. Précisez le seuil de réussite."},
        {"en": "2. Say who assesses the field day.", "fr": "2. Dites qui évalue la journée sur le terrain."},
    ],
    "conditions": ["1. Sign the site agreement by June."],
    "due": "2026-03-14",
    "since": "2026-03-07",
    "partner": {"en": "Fundy Ocean Works", "fr": "Ateliers de Fundy"},
    "place": {"en": "Section C, learning outcome 2", "fr": "Section C, résultat d’apprentissage 2"},
    "text": "Our crews need this before the autumn tides.\nCould the field day come first?",
    "message": "Please look at section C.",
    "colleague": "Carl Colleague",
    "colleague_mail": "carl@other.example",
    "other_domain": True,
    "reviewer": "Rita Reviewer",
    "must_settle": True,
    "outcome": "changed",
    "changed": True,
    "files": 2,
}
LEAST = frozenset({"number", "title", "institution", "actor_name", "reason"})  # what every event gives

_CAN_ANSWER = {"en": "You can answer this mail. Anne Author reads it.", "fr": "Vous pouvez répondre à ce courriel."}
_TIE = "You worked with one of the authors until last spring."
_NEED = {"en": "People who can service tidal turbines", "fr": "Des personnes capables d’entretenir des turbines"}
_COVER = {"number": "", "title": "Cora Coordinator", "actor_name": "Cora Coordinator"}
FITTING: dict[str, dict[str, Any]] = {
    "absence_announced": _COVER,
    "absence_ended": _COVER,
    "condition_lacking": {"reason": "The agreement has no date and no signature."},
    "declined": {"reason": "No employer outside the college says that the skill is missing."},
    "endorsement_declined": {"reason": "We no longer work offshore."},
    "join_requested": {"number": "", "title": "Fundy Ocean Works", "text": "We repair turbines and train apprentices."},
    "reply_refused": {"outcome": "empty"},
    "review_ended": {"reason": "Another reviewer knows this occupation better."},
    "review_suspended": {"reason": _TIE},
    "reviewer_conflict": {"reason": _TIE},
    "reviewer_tie_accepted": {"reason": "It was long ago, and you did not work on this proposal."},
    "reviewer_tie_explained": {"reason": _TIE},
    "reviewer_tie_found": {"reason": _TIE},
    "support_lost": {"reason": "We no longer work offshore."},
    "webhook_paused": {
        "number": "",
        "title": "Student records",
        "actor_name": "Tidemark",
        "reason": {"en": "For three days nothing got through.", "fr": "Depuis trois jours, aucun envoi n’aboutit."},
    },
} | {
    name: {"number": "", "title": _NEED}
    for name in {rule.message for event, rules in RULES.items() if event.startswith("need.") for rule in rules}
}

CASE, OTHER_CASE = UUID(int=7), UUID(int=8)
PATH = f"/work/proposals/{CASE}/"
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
GUESTS = frozenset({Audience.INVITEE, Audience.INVITED_PARTNERS, Audience.CURRENT_ENDORSERS})
WORD = re.compile(r"[a-z_]+")
SYNTAX = frozenset({"if", "elif", "else", "endif", "for", "in", "endfor", "and", "or", "not"})


@dataclass(frozen=True)
class Sent:
    """A rule that sends the message, with its event."""

    event: str
    rule: Rule


def sent_by(message: str) -> list[Sent]:
    return [Sent(event, rule) for event, rules in RULES.items() for rule in rules if rule.message == message]


@cache
def asked_for(message: str) -> frozenset[str]:
    """The values that the message's files name, in whichever branch."""
    found: set[str] = set()
    for path in (rendering.MESSAGES_DIR / message).glob("*.txt"):
        source = path.read_text()
        for tag in re.findall(r"{%(.*?)%}", re.sub(r'"[^"]*"', "", source)):
            found |= set(WORD.findall(tag)) - SYNTAX
        found |= set(re.findall(r"{{\s*([a-z_]+)", source))
        found -= set(re.findall(r"{%\s*for ([a-z_]+) in", source))
    return frozenset(found)


def full(message: str) -> dict[str, Any]:
    """Every value that the message can say. Raises KeyError where there is no word for one."""
    words = VALUES | FITTING.get(message, {})
    return {name: words[name] for name in sorted(asked_for(message) | LEAST)}


def least(message: str) -> dict[str, Any]:
    """What is there when nothing but the event is known."""
    return {name: value for name, value in full(message).items() if name in LEAST}


def notice(message: str, language: str, context: dict[str, Any]) -> Notice:
    """As a row of the ledger would be, of nobody and nowhere; a guest's where guests get it."""
    sent = sent_by(message)[0]
    link = (
        GuestLink(pk=CASE, case_id=CASE, user=_reader(language, guest=True)) if sent.rule.audience in GUESTS else None
    )
    return Notice(
        pk=CASE,
        event=sent.event,
        case_id=CASE,
        recipient=link.user if link else _reader(language),
        address="reader@reader.example",
        channel=Channel.MAIL,
        message=message,
        act=sent.rule.act,
        why=sent.rule.audience,
        via="Fundy Ocean Works",
        context=context,
        path=f"{PATH}partner/" if link else PATH,
        guest_link=link,
        created_at=AT,
    )


def _reader(language: str, *, guest: bool = False) -> User:
    return User(pk=CASE, email="reader@reader.example", name="Rae Reader", language=language, is_guest=guest)


def letter(message: str, language: str, context: dict[str, Any]) -> Letter:
    row = notice(message, language, context)
    with translation.override(language):
        answer = Answer("reply+token@reply.example", answering.line(), _CAN_ANSWER[language])
    return rendering.letter(row, language, answer if row.event == "comment.added" else None)


def bundle(kind: str, language: str) -> Letter:
    """A mail that gathers others; `kind` as in `digests.kind_of`."""
    rows = [_gathered(number, message, language) for number, message in enumerate(_told(kind))]
    digest = Notice(
        pk=CASE, event=f"digest.{kind}", recipient=_reader(language), message=DIGEST, context={"kind": kind}
    )
    return digest_letters.compose(digest, rows, language)


def _told(kind: str) -> tuple[str, ...]:
    if kind == "burst":
        return ("comment_added", "comment_added", "suggestion_made", "comment_mention")
    return ("returned", "comment_added", "comment_added", "review_started", "absence_announced", "need_supported")


def _gathered(number: int, message: str, language: str) -> Notice:
    row = notice(message, language, full(message))
    row.pk = UUID(int=number + 1)
    row.created_at = AT - timedelta(minutes=number)
    row.case_id = {"absence_announced": None, "need_supported": OTHER_CASE}.get(message, CASE)
    return row
