"""From a notice to its text: one folder per message, one file per language, written in Django's template syntax.

A file is `Subject: …`, `Action: …` (the link's words), a blank line, and plain paragraphs; lines that begin with `- `
are a list, lines that begin with `> ` are somebody's own words (filter `quoted`). The HTML part is made from the
same paragraphs by escaping them, so that nothing a person typed can become markup.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import Context, Engine, Library, Template
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notifications import answering, layout, stopping
from notifications.answering import Answer
from notifications.models import Notice
from notifications.services import why_sentence
from notifications.stopping import Foot
from partners import guests, typed

MESSAGES_DIR = Path(__file__).resolve().parent / "messages"
PROSE = frozenset({"reason", "text", "message", "letter"})  # keep their lines; every other value is one line

register = Library()


@register.filter
def day(value: str) -> str:
    """An ISO date or time as a day in words; "14 mars 2026"."""
    if not value:
        return ""
    if len(value) == 10:
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    moment = datetime.fromisoformat(value)
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return date_format(local, "DATE_FORMAT")


@register.filter
def quoted(value: str) -> str:
    """Somebody's own words, each line marked, so that they cannot pass for ours."""
    lines = [line.strip() for line in str(value).splitlines()]
    return "\n".join(f"> {line}" for line in lines if line)


@dataclass(frozen=True)
class Source:
    subject: Template
    action: Template
    body: Template


@dataclass(frozen=True)
class Letter:
    """A message ready to be sent, in one language."""

    subject: str
    text: str
    html: str
    stop: str = ""  # the address that ends such mails
    reply_to: str = ""  # the address that an answer goes to


def engine(string_if_invalid: Any = "") -> Engine:
    made = Engine(autoescape=False, string_if_invalid=string_if_invalid)
    made.template_builtins.append(register)
    return made


@cache
def _default_engine() -> Engine:
    return engine()


def parse(name: str, language: str, made_by: Engine) -> Source:
    """Read one file of a message.

    Raises:
        FileNotFoundError, ValueError, TemplateSyntaxError: no such message, or a broken one.
    """
    head, _blank, body = (MESSAGES_DIR / name / f"{language}.txt").read_text().partition("\n\n")
    subject, action = head.splitlines()
    if not subject.startswith("Subject: ") or not action.startswith("Action: "):
        raise ValueError(f"{name}/{language}.txt must begin with Subject: and Action:")
    return Source(
        subject=Template(subject.removeprefix("Subject: "), engine=made_by),
        action=Template(action.removeprefix("Action: "), engine=made_by),
        body=Template(body, engine=made_by),
    )


@cache
def _source(name: str, language: str) -> Source:
    return parse(name, language, _default_engine())


def one_line(value: str) -> str:
    """A line that we composed, however a message's file breaks it. A space that does not break stays one."""
    return re.sub(r"[ \t\r\n\f\v]+", " ", value).strip()


def in_language(value: Any, language: str, key: str = "") -> Any:
    """JSON context as one language reads it: {"en", "fr"} become text, the other language where one is empty.

    Every word that a person typed comes through here on its way into a message: nothing in it can be clicked, hide, or
    begin a line of a header (`partners.typed`).
    """
    if isinstance(value, dict):
        if value and set(value) <= {"en", "fr"}:
            chosen = value.get(language) or value.get("en") or value.get("fr") or ""
            return in_language(chosen, language, key)
        return {name: in_language(item, language, name) for name, item in value.items()}
    if isinstance(value, list):
        return [in_language(item, language, key) for item in value]
    if isinstance(value, str):
        return typed.plain(value) if key in PROSE else typed.plain_line(value)
    return value


def subject_of(notice: Notice, language: str) -> str:
    """The subject line alone, for lists. Falls back to the event's name: a list never breaks."""
    with translation.override(language):
        context = Context(in_language(notice.context, language), autoescape=False)
        return one_line(_source(notice.message, language).subject.render(context))


def action_of(notice: Notice, language: str) -> str:
    """The words of its link: what the reader can do."""
    with translation.override(language):
        context = Context(in_language(notice.context, language), autoescape=False)
        return one_line(_source(notice.message, language).action.render(context))


def subject_in_words(message: str, language: str) -> str:
    """A message's subject line without a case: each value is the word for it, in brackets; without "Action needed:"."""
    words = {
        "number": _("[number]"),
        "title": _("[title]"),
        "institution": _("[institution]"),
        "actor_name": _("[name]"),
    }
    subject = _source(message, language).subject.render(Context(words, autoescape=False))
    return one_line(subject).partition(":")[2].strip()


def address_of(notice: Notice) -> str:
    """The absolute address the notice leads to; a guest's is made now, from the link, and leads through it."""
    path = guests.url_for(notice.guest_link, notice.path) if notice.guest_link else notice.path
    return f"{settings.SITE_URL}{path}"


def letter(notice: Notice, language: str, answer: Answer | None = None) -> Letter:
    """Render one notice, `guest_link` and `recipient` loaded. Raises whatever a broken message raises.

    `answer` where it is known already what the mail says of answering it.
    """
    with translation.override(language):
        return compose(
            _source(notice.message, language),
            in_language(notice.context, language),
            address=address_of(notice) if notice.path or notice.guest_link else "",
            foot=stopping.foot(notice, [notice], why_sentence(notice.why, notice.via)),
            language=language,
            answer=answer or answering.answer(notice, [notice]),
        )


def compose(
    source: Source,
    context: dict[str, Any],
    *,
    address: str,
    foot: Foot,
    language: str,
    answer: Answer | None = None,
) -> Letter:
    values = Context(context, autoescape=False)
    subject = one_line(source.subject.render(values))
    action = one_line(source.action.render(values))
    parts = layout.paragraphs(source.body.render(values))
    values = {"language": language, "subject": subject, "action": action, "address": address, "foot": foot}
    text = layout.plain(parts, action, address, foot, answer)
    return Letter(
        subject, text, layout.html(parts, answer=answer, **values), foot.stop, answer.address if answer else ""
    )


def around(subject: str, body: str, language: str) -> Letter:
    """A mail that another library wrote as text. What follows a line `---` is in the other language."""
    other = {"en": "fr", "fr": "en"}[language]
    first, _rule, second = body.partition("\n---\n")
    with translation.override(language):
        parts = [*layout.paragraphs(first), *layout.paragraphs(second, other)]
        html = layout.html(parts, language=language, subject=subject, foot=Foot(()))
        return Letter(subject, layout.plain(parts, "", "", Foot(())), html)
