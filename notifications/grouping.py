"""Many notices as few lines: grouped by case, and coalesced where one person did the same several times."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from notifications import rendering
from notifications.models import Notice
from notifications.preferences import LABELS

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """One sentence about one or several notices, the newest first."""

    text: str
    action: str
    notices: tuple[Notice, ...]

    @property
    def newest(self) -> Notice:
        return self.notices[0]

    @property
    def act(self) -> bool:
        return self.newest.act

    @property
    def unread(self) -> bool:
        return self.newest.read_at is None


@dataclass(frozen=True)
class Group:
    """`case_id` is None for what belongs to no case."""

    case_id: UUID | None
    heading: str
    lines: tuple[Line, ...]

    @property
    def unread(self) -> bool:
        return any(line.unread for line in self.lines)

    @property
    def size(self) -> int:
        return sum(len(line.notices) for line in self.lines)


def _comments(count: int, name: str) -> str:
    return ngettext("%(count)d comment by %(name)s", "%(count)d comments by %(name)s", count) % _words(count, name)


def _mentions(count: int, name: str) -> str:
    text = ngettext("%(name)s mentions you in %(count)d comment", "%(name)s mentions you in %(count)d comments", count)
    return text % _words(count, name)


def _settled(count: int, name: str) -> str:
    text = ngettext("%(name)s settled %(count)d conversation", "%(name)s settled %(count)d conversations", count)
    return text % _words(count, name)


def _reopened(count: int, name: str) -> str:
    text = ngettext(
        "%(name)s opened %(count)d conversation again", "%(name)s opened %(count)d conversations again", count
    )
    return text % _words(count, name)


def _suggestions(count: int, name: str) -> str:
    text = ngettext("%(count)d suggestion by %(name)s", "%(count)d suggestions by %(name)s", count)
    return text % _words(count, name)


def _taken_up(count: int, name: str) -> str:
    text = ngettext(
        "%(name)s took up %(count)d of your suggestions", "%(name)s took up %(count)d of your suggestions", count
    )
    return text % _words(count, name)


def _not_taken_up(count: int, name: str) -> str:
    text = ngettext(
        "%(name)s did not take up %(count)d of your suggestions",
        "%(name)s did not take up %(count)d of your suggestions",
        count,
    )
    return text % _words(count, name)


def _words(count: int, name: str) -> dict[str, object]:
    return {"count": count, "name": name}


Sentence = Callable[[int, str], str]
COALESCED: dict[str, Sentence] = {
    "comment_added": _comments,
    "comment_reply": _comments,
    "comment_mention": _mentions,
    "comment_resolved": _settled,
    "comment_reopened": _reopened,
    "suggestion_made": _suggestions,
    "suggestion_accepted": _taken_up,
    "suggestion_declined": _not_taken_up,
}


def alike(notice: Notice) -> list[str]:
    """The messages that stand in one line with this one's; none where it stands alone."""
    sentence = COALESCED.get(notice.message)
    return [message for message, other in COALESCED.items() if other is sentence] if sentence else []


def grouped(notices: Iterable[Notice], language: str) -> list[Group]:
    """Groups in the order of their newest notice, lines too; what asks to act stands before what does not."""
    cases: dict[UUID | None, list[Notice]] = {}
    for notice in sorted(notices, key=lambda one: one.created_at, reverse=True):
        cases.setdefault(notice.case_id, []).append(notice)
    with override(language):
        return [_group(case_id, rows, language) for case_id, rows in cases.items()]


def _group(case_id: UUID | None, rows: list[Notice], language: str) -> Group:
    together: dict[object, list[Notice]] = {}
    for row in rows:
        together.setdefault(_key(row), []).append(row)
    lines = [Line(_text(found, language), _action(found[0], language), tuple(found)) for found in together.values()]
    lines.sort(key=lambda line: not (line.act and line.unread))
    return Group(case_id, heading(rows[0], language), tuple(lines))


def _key(row: Notice) -> object:
    sentence = COALESCED.get(row.message)
    return (sentence, row.context.get("actor_name"), row.read_at is None) if sentence else row.pk


def _text(found: list[Notice], language: str) -> str:
    newest = found[0]
    if len(found) == 1:
        return _subject(newest, language)
    name = rendering.one_line(str(newest.context.get("actor_name", "")))
    text = COALESCED[newest.message](len(found), name)
    return _("Action needed: %(text)s") % {"text": text} if newest.act else text


def _subject(notice: Notice, language: str) -> str:
    return _or_else(rendering.subject_of, notice, language, str(LABELS.get(notice.event, notice.event)))


def _action(notice: Notice, language: str) -> str:
    return _or_else(rendering.action_of, notice, language, _("Open"))


def _or_else(render: Callable[[Notice, str], str], notice: Notice, language: str, otherwise: str) -> str:
    """One broken message must not take a list or a digest with it."""
    try:
        return render(notice, language)
    except Exception:  # whatever a template may raise
        logger.exception("Notice %s cannot be written", notice.pk)
        return otherwise


def heading(notice: Notice, language: str) -> str:
    """ "TM-2026-007, Tidal turbine maintenance" """
    words = rendering.in_language(notice.context, language)
    return ", ".join(part for part in (words.get("number"), words.get("title")) if part)
