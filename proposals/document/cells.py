"""One value of the document as one cell of a spreadsheet, both ways. Pure; limits are checked by `checking`."""

from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from proposals.document.shapes import Field, Kind

SEVERAL = frozenset({Kind.CHOICES, Kind.STRINGS, Kind.REFERENCES, Kind.NOC, Kind.NAICS})
SEPARATOR = "; "
YES = frozenset({"yes", "oui", "true", "vrai", "1", "x"})
NO = frozenset({"no", "non", "false", "faux", "0"})


class Unreadable(ValueError):
    """`sentence` says what was expected."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def text_of(field: Field, value: Any) -> str:
    """What stands in the cell; "" for nothing."""
    if value in (None, "", [], {}):
        return ""
    if field.kind in SEVERAL:
        return SEPARATOR.join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def value_of(field: Field, cell: Any) -> Any:
    """The value that a cell means: `cell` is a text, or what a spreadsheet holds (number, boolean, date).

    Raises:
        Unreadable: it cannot be read as this kind of value.
    """
    match field.kind:
        case Kind.INTEGER | Kind.DECIMAL:
            return _number(field, cell)
        case Kind.BOOLEAN:
            return _boolean(cell)
        case Kind.DATE:
            return cell.strftime("%Y-%m-%d") if isinstance(cell, date | datetime) else _text(cell)
        case Kind.CHOICE:
            return _choice(field, _text(cell))
        case Kind.CHOICES:
            return [_choice(field, one) for one in _several(cell)]
        case kind if kind in SEVERAL:
            return _several(cell)
        case _:
            return _text(cell)


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


def _several(cell: Any) -> list[str]:
    return [one.strip() for one in _text(cell).replace("\n", ";").split(";") if one.strip()]


def _number(field: Field, cell: Any) -> int | float:
    text = "".join(_text(cell).split()).replace(",", ".")
    try:
        number = float(text)
        whole = int(text) if field.kind == Kind.INTEGER else None
    except ValueError:
        if field.kind == Kind.INTEGER:
            raise Unreadable(_("“%(text)s” is no whole number.") % {"text": _short(cell)}) from None
        raise Unreadable(_("“%(text)s” is no number.") % {"text": _short(cell)}) from None
    if whole is not None:
        return whole
    return int(number) if number.is_integer() else number


def _boolean(cell: Any) -> bool:
    if isinstance(cell, bool):
        return cell
    word = _text(cell).casefold()
    if word not in YES | NO:
        raise Unreadable(_("“%(text)s” is neither yes nor no.") % {"text": _short(cell)})
    return word in YES


def _choice(field: Field, text: str) -> str:
    """By its key, or by its label in either language."""
    for key, label in field.choices:
        names = [key]
        for language in ("en", "fr"):
            with translation.override(language):
                names.append(str(label))
        if text.casefold() in {name.casefold() for name in names}:
            return key
    allowed = ", ".join(key for key, _label in field.choices)
    raise Unreadable(_("“%(text)s” is none of: %(allowed)s.") % {"text": _short(text), "allowed": allowed})


def _short(cell: Any) -> str:
    text = str(cell)
    return text if len(text) <= 40 else text[:39] + "…"


def expected(field: Field) -> str:
    """What to write into a cell of this field, in a sentence."""
    sentences = {
        Kind.INTEGER: _("A whole number."),
        Kind.DECIMAL: _("A number."),
        Kind.BOOLEAN: _("yes or no"),
        Kind.DATE: _("A date: YYYY-MM-DD."),
        Kind.URL: _("An address that begins with https://."),
        Kind.EMAIL: _("An e-mail address."),
        Kind.CHOICE: _("One of those allowed."),
        Kind.CHOICES: _("Some of those allowed, with semicolons between them."),
        Kind.STRINGS: _("Texts, with semicolons between them."),
        Kind.REFERENCES: _("Numbers of the items meant, with semicolons between them."),
        Kind.NOC: _("Codes of five digits, with semicolons between them."),
        Kind.NAICS: _("Codes, with semicolons between them."),
    }
    said = [sentences.get(field.kind) or _("A text.")]
    if field.max_chars:
        said.append(_("At most %(count)d characters.") % {"count": field.max_chars})
    if field.max_words:
        said.append(_("At most %(count)d words.") % {"count": field.max_words})
    if field.max_items:
        said.append(_("At most %(count)d.") % {"count": field.max_items})
    return " ".join(said)
