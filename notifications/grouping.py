"""Many notices as few lines: grouped by case, and coalesced where one person did the same several times."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy, override

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


# One sentence for several alike; the same object says which messages stand in one line.
COMMENTS = ngettext_lazy("%(count)d comment by %(name)s", "%(count)d comments by %(name)s", "count")
COALESCED: dict[str, Promise] = {
    "comment_added": COMMENTS,
    "comment_reply": COMMENTS,
    "comment_mention": ngettext_lazy(
        "%(name)s mentions you in %(count)d comment", "%(name)s mentions you in %(count)d comments", "count"
    ),
    "comment_resolved": ngettext_lazy(
        "%(name)s settled %(count)d conversation", "%(name)s settled %(count)d conversations", "count"
    ),
    "comment_reopened": ngettext_lazy(
        "%(name)s opened %(count)d conversation again", "%(name)s opened %(count)d conversations again", "count"
    ),
    "suggestion_made": ngettext_lazy("%(count)d suggestion by %(name)s", "%(count)d suggestions by %(name)s", "count"),
    "suggestion_accepted": ngettext_lazy(
        "%(name)s took up %(count)d of your suggestions", "%(name)s took up %(count)d of your suggestions", "count"
    ),
    "suggestion_declined": ngettext_lazy(
        "%(name)s did not take up %(count)d of your suggestions",
        "%(name)s did not take up %(count)d of your suggestions",
        "count",
    ),
}


def alike(notice: Notice) -> list[str]:
    """The messages that stand in one line with this one's; none where it stands alone."""
    sentence = COALESCED.get(notice.message)
    return [message for message, other in COALESCED.items() if other is sentence]


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
    together = alike(row)
    return (together[0], row.context.get("actor_name"), row.read_at is None) if together else row.pk


def _text(found: list[Notice], language: str) -> str:
    newest = found[0]
    if len(found) == 1:
        return _subject(newest, language)
    name = rendering.in_language(newest.context, language).get("actor_name", "")
    text = str(COALESCED[newest.message] % {"count": len(found), "name": name})
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
