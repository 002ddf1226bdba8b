"""The text of a bundled mail: by case, coalesced, each line with its address."""

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications import answering, layout, rendering, stopping
from notifications.grouping import Group, Line, grouped
from notifications.models import Notice
from notifications.rendering import Letter
from notifications.services import why_sentence

LAYOUT = "notifications/digest.html"
WHY: dict[str, Promise] = {
    "daily": gettext_lazy("you asked for these in one mail a day"),
    "weekly": gettext_lazy("you asked for these in one mail a week"),
    "quiet": gettext_lazy("these came in while you wanted no mail"),
}


def letter(notice: Notice, language: str) -> Letter:
    """Of what is gathered now, without what a closed link would lead to."""
    rows = [row for row in stopping.rows_of(notice) if row.guest_link is None or row.guest_link.revoked_at is None]
    return compose(notice, rows, language)


def compose(notice: Notice, rows: list[Notice], language: str) -> Letter:
    groups = grouped(rows, language)
    with translation.override(language):
        subject = _subject(groups)
        foot = stopping.foot(notice, rows, _why(notice, rows))
        told = [
            {
                "heading": group.heading or _("Beside the proposals"),
                "lines": [{"text": line.text, "address": _address(line)} for line in group.lines],
            }
            for group in groups
        ]
        answer = answering.answer(notice, rows)
        values = {"language": language, "subject": subject, "groups": told, "foot": foot, "answer": answer}
        html = layout.html((), template=LAYOUT, **values)
        text = layout.in_blocks(map(_plain, told), foot, answer)
        return Letter(subject, text, html, foot.stop, answer.address if answer else "")


def _subject(groups: list[Group]) -> str:
    """ "Action needed" where one line asks for it. One line alone says itself."""
    lines = [line for group in groups for line in group.lines]
    acts = sum(line.act for line in lines)
    if len(lines) == 1:
        alone = lines[0].text
        heading = groups[0].heading
        if len(lines[0].notices) == 1 or not heading:
            return alone
        return rendering.one_line(f"{alone}, {heading}") if acts else _for_information(f"{alone}, {heading}")
    if acts:
        return _("Action needed: %(count)d of %(all)d notices") % {"count": acts, "all": len(lines)}
    return _for_information(_("%(all)d notices") % {"all": len(lines)})


def _for_information(text: str) -> str:
    return rendering.one_line(_("For information: %(text)s") % {"text": text})


def _why(notice: Notice, rows: list[Notice]) -> str:
    kind = notice.context.get("kind", "")
    if kind in WHY:
        return str(WHY[kind])
    return _(" and ").join(dict.fromkeys(why_sentence(row.why, row.via) for row in rows))


def _address(line: Line) -> str:
    newest = line.newest
    return rendering.address_of(newest) if newest.path or newest.guest_link else ""


def _plain(group: dict) -> str:
    """Each line with its address alone on the next."""
    lines = []
    for line in group["lines"]:
        lines.append(layout.wrapped(line["text"], "- ", "  "))
        lines += [f"  {line['address']}"] if line["address"] else []
    return "\n".join([layout.wrapped(group["heading"]), *lines])
