"""The board as a table. Readers get what they may read; no cell is a formula (`exchange.spreadsheet`)."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from proposals.document import codes
from proposals.exchange.spreadsheet import to_csv
from proposals.needs.models import Need

MOST_NEEDS = 10_000


def table(needs: Iterable[Need], language: str) -> bytes:
    """CSV, one need on each line."""
    rows = [
        [
            _("Need"),
            _("What people must be able to do"),
            _("Organisation"),
            _("Organisations that have it"),
            _("Openings, all together"),
            _("Occupations"),
            _("Sectors"),
            _("Region"),
            _("Place"),
            _("Needed by"),
            _("Stated on"),
            _("State"),
            _("Address"),
        ]
    ]
    rows += [_row(need, language) for need in needs]
    return to_csv(rows)


def _row(need: Need, language: str) -> list[str]:
    counts = (need.organisations, need.all_openings)  # type: ignore[attr-defined]
    return [
        need.title,
        need.statement,
        need.organisation.name_in(language),
        *(str(count) for count in counts),
        "; ".join(codes.title("noc", code, language) for code in need.noc),
        "; ".join(codes.title("naics", code, language) for code in need.naics),
        need.get_region_display(),
        need.place,
        need.needed_by.isoformat() if need.needed_by else "",
        need.stated_at.date().isoformat(),
        need.get_state_display(),
        settings.SITE_URL + reverse("needs:page", args=[need.pk]),
    ]
