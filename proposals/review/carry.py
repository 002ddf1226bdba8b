"""The criterion ledger across rounds: what did not change is not judged again, and the reason is said."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals.facts import Dossier, framework_of
from proposals.models import Proposal, Revision
from proposals.review.models import DEMANDS_CHANGE, Consensus, Review, Verdict
from workflow import clocks
from workflow.framework import Criterion
from workflow.states import REVIEW_ACTIVE


def changed_sections(before: Revision, after: Revision) -> frozenset[str]:
    """Keys of the sections whose substance differs."""
    keys = set(before.substance) | set(after.substance)
    return frozenset(key for key in keys if before.substance.get(key) != after.substance.get(key))


def reopens(verdict: Verdict, criterion: Criterion, latest: Revision) -> bool:
    """Judged again where a section it looks at changed in substance, and always where a change was demanded."""
    return verdict.value in DEMANDS_CHANGE or bool(set(criterion.sections) & changed_sections(verdict.revision, latest))


def carry_over(proposal: Proposal, review: Review) -> None:
    """Copy this reviewer's verdicts of the round before for criteria that stay closed."""
    latest = Revision.objects.filter(proposal=proposal).first()
    if latest is None:
        return
    framework = framework_of(proposal)
    for verdict in review.verdicts.filter(round=proposal.round - 1).select_related("revision"):
        if not reopens(verdict, framework.criterion(verdict.criterion), latest):
            Verdict.objects.create(
                review=review,
                round=proposal.round,
                criterion=verdict.criterion,
                value=verdict.value,
                comment=verdict.comment,
                revision=verdict.revision,
                carried=True,
                at=clocks.now(),
            )


def why_kept(criterion: Criterion, judged: Revision, now: Revision) -> str:
    """The sentence beside a verdict that carried over."""
    return ngettext(
        "Section %(sections)s, which it looks at, did not change between revision %(judged)d and revision %(now)d.",
        "Sections %(sections)s, which it looks at, did not change between revision %(judged)d and revision %(now)d.",
        len(criterion.sections),
    ) % {"sections": ", ".join(criterion.sections), "judged": judged.number, "now": now.number}


def why_open(criterion: Criterion, before: Verdict | None, now: Revision) -> str:
    """The sentence beside a criterion that opened again; "" where it was not judged before."""
    if before is None:
        return ""
    found = []
    changed = sorted(set(criterion.sections) & changed_sections(before.revision, now))
    if changed:
        found.append(
            ngettext(
                "Section %(sections)s changed since revision %(judged)d.",
                "Sections %(sections)s changed since revision %(judged)d.",
                len(changed),
            )
            % {"sections": ", ".join(changed), "judged": before.revision.number}
        )
    if before.value in DEMANDS_CHANGE:
        found.append(_("Your last verdict asked for a change."))
    return " ".join(found)


def carried_consensus(case: Dossier) -> dict[str, Consensus]:
    """What was agreed in the round before, by criterion, where the verdict of every reviewer carried over."""
    proposal = case.proposal
    kept: dict[str, bool] = {}
    current = Verdict.objects.filter(
        review__proposal=proposal, round=proposal.round, review__state__in=REVIEW_ACTIVE
    ).values_list("criterion", "carried")
    for criterion, carried in current:
        kept[criterion] = kept.get(criterion, True) and carried
    before = Consensus.in_force(
        Consensus.objects.filter(proposal=proposal, round=proposal.round - 1).select_related("revision")
    )
    return {row.criterion: row for row in before if kept.get(row.criterion) and row.value not in DEMANDS_CHANGE}
