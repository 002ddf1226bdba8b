"""Do the documents, statements and packages of all cases still give their own hashes? Every finding is a sentence."""

from collections.abc import Iterator

from proposals.codesign.models import Statement
from proposals.document.canonical import hashes
from proposals.models import Revision
from proposals.review.models import DecisionPackage
from proposals.review.package import digest
from workflow.sealed import Progress

AT_ONCE = 100


def findings(progress: Progress) -> Iterator[str]:
    yield from _revisions(progress)
    yield from _statements(progress)
    yield from _packages(progress)


def _revisions(progress: Progress) -> Iterator[str]:
    """Section hashes are those of the content, and the numbers of a case have no gap."""
    last: tuple[object, int] = (None, 0)
    rows = Revision.objects.order_by("proposal_id", "number").iterator(chunk_size=AT_ONCE)
    for done, row in enumerate(rows, 1):
        expected = last[1] + 1 if last[0] == row.proposal_id else 1
        name = f"revision {row.number} of proposal {row.proposal_id}"
        if row.number != expected:
            yield f"{name}: revision {expected} is not there"
        made = hashes(row.content)
        for kind, stored in (("full", row.full), ("substance", row.substance)):
            wrong = sorted(key for key in stored if stored[key] != made[kind].get(key))
            if wrong:
                yield f"{name}: altered: its {kind} hashes do not fit its sections {', '.join(wrong)}"
        last = (row.proposal_id, row.number)
        progress("revisions", done)


def _statements(progress: Progress) -> Iterator[str]:
    """What was signed is what the revision says."""
    rows = Statement.objects.select_related("revision").defer("revision__content", "shown_text").order_by("id")
    for done, row in enumerate(rows.iterator(chunk_size=AT_ONCE), 1):
        wrong = sorted(key for key, value in row.hashes.items() if row.revision.substance.get(key) != value)
        if wrong:
            yield (
                f"statement {row.number} of endorsement {row.endorsement_id}: altered: it is bound to other hashes "
                f"than its revision has, in sections {', '.join(wrong)}"
            )
        progress("statements", done)


def _packages(progress: Progress) -> Iterator[str]:
    rows = DecisionPackage.objects.order_by("id").iterator(chunk_size=AT_ONCE)
    for done, row in enumerate(rows, 1):
        name = f"decision package {row.pk} of proposal {row.proposal_id}"
        if digest(row.content) != row.sha256:
            yield f"{name}: altered: its content does not give its hash"
        frozen = row.content["revision"]
        revision = Revision.objects.filter(proposal=row.proposal_id, number=frozen["number"]).first()
        if revision is None or revision.full != frozen["hashes"]:
            yield f"{name}: altered: its revision is not the one of the case"
        progress("packages", done)
