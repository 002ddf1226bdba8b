"""Keeping the index: called where a revision is made, and where one is submitted."""

from collections.abc import Mapping
from typing import Any

from proposals.document.overlap import gist_of
from proposals.document.translation import texts_of
from proposals.models import Proposal
from proposals.overlap.models import Entry


def note(proposal: Proposal, content: Mapping[str, Mapping[str, Any]], *, submitted: bool = False) -> None:
    """The gist of this content is what the proposal is found by from now on."""
    gist = gist_of(content)
    title = texts_of(content.get("A", {}).get("title"))
    kept = {"title": title, "competencies": gist.competencies, "noc": sorted(gist.noc)}
    values = {"words": " ".join(gist.words()), "gist": kept}
    Entry.objects.update_or_create(proposal=proposal, submitted=submitted, defaults=values)
