"""The spreadsheet to fill in, made from the declaration: a column for each place that a person may fill."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from proposals.document.cells import expected
from proposals.document.places import places
from proposals.exchange.spreadsheet import column_letter, to_csv, to_xlsx

ITEMS = 5  # columns for so many competencies, assessments, …; more are added by writing their code


def template(extension: str) -> bytes:
    """`extension` is "csv" or "xlsx". The first row names the columns for people, the second for the import."""
    if extension == "csv":
        return to_csv(_head())
    return to_xlsx([("Proposals", _head()), (_("How to"), _how_to())])


def _head() -> list[list[str]]:
    columns = list(places(ITEMS))
    return [[place.label for place in columns], [place.name for place in columns]]


def _how_to() -> Iterator[list[str]]:
    yield [
        _("One proposal a row, from the third row on. Leave empty what you do not know yet; only a title is needed.")
    ]
    yield [_("Keep the second row: it says what each column holds. Columns that you do not need may be deleted.")]
    example = "E.competencies.6.statement"
    yield [_("For more items than there are columns, add a column named like %(code)s.") % {"code": example}]
    yield []
    yield [_("Column"), _("Name"), _("Code"), _("What to write"), _("Allowed")]
    for index, place in enumerate(places(ITEMS), 1):
        allowed = "; ".join(key for key, _label in place.field.choices)
        yield [column_letter(index), place.label, place.name, expected(place.field), allowed]
