"""The index. It can be thrown away and made again: `manage.py index_overlap`."""

from django.db import models

from proposals.document.overlap import Gist
from proposals.models import Proposal


class Entry(models.Model):
    """The gist of a proposal: of its latest revision, and once more of what was submitted.

    `words` are found by full text: a generated column with a GIN index on PostgreSQL, an FTS5 table kept by triggers
    on SQLite (migration 0001).
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="+")
    submitted = models.BooleanField()
    words = models.TextField(help_text="Stems and occupations, separated by spaces.")
    gist = models.JSONField(help_text="{title by language, competencies, noc}")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "submitted"], name="overlap_entry_once")]

    def as_gist(self) -> Gist:
        titles = tuple(self.gist["title"].values())
        return Gist(titles, tuple(self.gist["competencies"]), frozenset(self.gist["noc"]))
