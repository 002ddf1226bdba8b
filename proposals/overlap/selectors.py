"""Near offers that a reader may know of.

An institution is compared with what the Province has approved and told, and with its own proposals; what others are
still writing or have submitted stays theirs. The Province is compared with everything that was submitted to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from proposals.document.overlap import Gist, Likeness, gist_of, likeness
from proposals.models import Proposal
from proposals.overlap.models import Entry
from workflow import clocks
from workflow.states import AFTER_SUBMISSION, OPEN, ProposalState

CANDIDATES = 100  # entries that full text proposes, and that are then measured
APPROVED = frozenset({ProposalState.APPROVED, ProposalState.APPROVED_WITH_CONDITIONS})
# The best of those that share a word, among the entries that may be known. `, 2` divides by the length of an entry;
# `+` keeps SQLite from asking the index once for each known row.
SEARCH = {
    "postgresql": """
        SELECT entry.id FROM overlap_entry entry, to_tsquery('simple', %s) wanted
        WHERE entry.vector @@ wanted AND entry.id IN ({known})
        ORDER BY ts_rank(entry.vector, wanted, 2) DESC, entry.id LIMIT {limit}""",
    "sqlite": """
        SELECT rowid FROM overlap_words
        WHERE overlap_words MATCH %s AND +rowid IN ({known})
        ORDER BY bm25(overlap_words), rowid LIMIT {limit}""",
}
OR = {"postgresql": " | ", "sqlite": " OR "}


@dataclass(frozen=True)
class Match:
    """`titles` by language are those that may be known: of what was submitted, not of what is written since."""

    proposal: Proposal
    titles: Mapping[str, str]
    likeness: Likeness

    def title_in(self, language: str) -> str:
        return self.titles.get(language) or next(iter(self.titles.values()), self.proposal.number)


def near(proposal: Proposal, content: Mapping[str, Mapping[str, Any]], *, province: bool = False) -> list[Match]:
    """What is near this content, the nearest first: at most CANDIDATES, in two queries."""
    ours = gist_of(content)
    found: dict[Any, Match] = {}
    for entry in candidates(ours, known(proposal, province=province)):
        match = Match(entry.proposal, entry.gist["title"], likeness(ours, entry.as_gist()))
        before = found.get(entry.proposal_id)
        if match.likeness.near and (before is None or before.likeness.score < match.likeness.score):
            found[entry.proposal_id] = match
    return sorted(found.values(), key=lambda match: (-match.likeness.score, match.proposal.number))


def known(proposal: Proposal, *, province: bool = False) -> QuerySet[Entry]:
    """Entries that may be compared with this proposal."""
    others = Entry.objects.exclude(proposal=proposal)
    if province:
        return others.filter(submitted=True, proposal__state__in=AFTER_SUBMISSION | APPROVED)
    told = Q(proposal__held_until=None) | Q(proposal__held_until__lte=clocks.now())
    listed = Q(submitted=True, proposal__state__in=APPROVED) & told
    own = Q(submitted=False, proposal__lead=proposal.lead_id, proposal__state__in=OPEN)
    return others.filter(listed | own)


def candidates(gist: Gist, among: QuerySet[Entry]) -> list[Entry]:
    """The CANDIDATES entries that full text ranks best. Words hold letters and digits only: nothing to escape."""
    words = gist.words()
    if not words:
        return []
    inner, parameters = among.order_by().values("pk").query.sql_with_params()
    sql = SEARCH[connection.vendor].format(known=inner, limit=CANDIDATES)
    query = OR[connection.vendor].join(
        f"'{word}'" if connection.vendor == "postgresql" else f'"{word}"' for word in words
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [query, *parameters])
        keys = [row[0] for row in cursor.fetchall()]
    return list(Entry.objects.filter(pk__in=keys).select_related("proposal__lead"))
