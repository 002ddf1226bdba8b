"""How a mail looks: plain paragraphs as text for every reader, and as HTML that needs no picture.

The text is broken at a width that reads well in every program (not format=flowed: few send it back whole), an address
stands alone on its line and is never broken, and no line ends in a space.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from textwrap import TextWrapper
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from notifications.answering import Answer
from notifications.stopping import Foot

WIDTH = 72  # characters of a line of text; addresses may be longer
MARKS = {"list": ("- ", "  "), "quote": ("> ", "> "), "text": ("", ""), "address": ("", "")}
RULE = "--"
LAYOUT = "notifications/mail.html"


@dataclass(frozen=True)
class Paragraph:
    """`language` where it is not the mail's own."""

    kind: str  # "text", "list", "quote" or "address"
    lines: tuple[str, ...]
    language: str = ""


def paragraphs(text: str, language: str = "") -> list[Paragraph]:
    """Lines that all begin with `- ` or `> ` are a list or a quotation; a line that is an address of ours is a link."""
    return [one for block in re.split(r"\n\s*\n", text) for one in _of_block(block, language)]


def _of_block(block: str, language: str) -> Iterator[Paragraph]:
    lines = [line.strip() for line in block.splitlines() if line.strip()]
    for kind in ("list", "quote"):
        mark = MARKS[kind][0]
        if lines and all(line.startswith(mark) for line in lines):
            yield Paragraph(kind, tuple(line.removeprefix(mark) for line in lines), language)
            return
    words: list[str] = []
    for line in lines:
        if line.startswith(f"{settings.SITE_URL}/") and " " not in line:
            yield from _text(words, language)
            yield Paragraph("address", (line,), language)
            words = []
        else:
            words.append(line)
    yield from _text(words, language)


def _text(words: list[str], language: str) -> Iterator[Paragraph]:
    if words:
        yield Paragraph("text", (" ".join(words),), language)


def html(parts: Iterable[Paragraph], *, template: str = LAYOUT, **values: Any) -> str:
    """`values`: language, subject, action, address, foot, answer."""
    return render_to_string(template, {"parts": parts, **values})


def plain(parts: Iterable[Paragraph], action: str, address: str, foot: Foot, answer: Answer | None = None) -> str:
    blocks = ["\n".join(wrapped(line, *MARKS[part.kind]) for line in part.lines) for part in parts]
    if address:
        blocks.append(with_address(action, address))
    return in_blocks(blocks, foot, answer)


def in_blocks(blocks: Iterable[str], foot: Foot, answer: Answer | None = None) -> str:
    """Between the line above which an answer is written, and the foot."""
    if answer:
        blocks = [f"— {answer.line} —", *blocks, wrapped(answer.words)]
    return "\n\n".join([*blocks, plain_foot(foot)]) + "\n"


def wrapped(line: str, first: str = "", others: str = "") -> str:
    wrapper = TextWrapper(
        WIDTH, initial_indent=first, subsequent_indent=others, break_long_words=False, break_on_hyphens=False
    )
    return wrapper.fill(line)


def with_address(words: str, address: str) -> str:
    return wrapped(_("%(action)s:") % {"action": words}) + f"\n{address}"


def plain_foot(foot: Foot) -> str:
    """The same lines as templates/notifications/foot.html."""
    choose = _("Choose how you hear of “%(event)s”")
    blocks = [wrapped(line) for line in foot.lines]
    blocks += [with_address(choose % {"event": one.label}, one.address) for one in foot.settings]
    if foot.stop:
        blocks.append(with_address(_("Stop these mails"), foot.stop))
    who = wrapped(_("Tidemark takes a microcredential from a stated need to the public register."))
    return "\n\n".join([RULE, *blocks, who])
