"""Linked proposals with the same recommendation, put together by a coordinator and decided in one act.

Each goes through the door on its own, with its own record: what a gate or a newer version stops is named and stays in
the bundle, and does not hold the others back (docs/adr/0022-deciding.md).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from partners.actors import Actor
from proposals import door
from proposals.models import Proposal
from proposals.passages import PROPOSAL
from proposals.review.models import Bundle, BundleItem, Outcome, Recommendation
from proposals.review.sight import SEEN
from proposals.standing import holding
from workflow import clocks
from workflow.refusals import GateClosed, NotYours, Refusal, StaleVersion
from workflow.states import ProposalState

MOST = 20  # one person can read so many decisions in one sitting
BUNDLED = (Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS, Outcome.DECLINE)


@dataclass(frozen=True)
class Result:
    """Empty `sentences`: decided."""

    proposal: Proposal
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Seen:
    """What the decider's page showed of one proposal."""

    version: int
    fingerprint: str


def recommended() -> QuerySet[Proposal]:
    """Proposals that wait for a decision, each with the `outcome` that is recommended."""
    draft = Recommendation.objects.filter(proposal=OuterRef("pk"), round=OuterRef("round")).values("outcome")[:1]
    waiting = Proposal.objects.filter(state=ProposalState.DECISION_PENDING).select_related("lead", "framework")
    return waiting.annotate(outcome=Subquery(draft)).order_by("due_at", "number")


def candidates(actor: Actor) -> QuerySet[Proposal]:
    """What this coordinator may put together: recommended, and in no bundle that is still open."""
    found = recommended().filter(holding(actor, ["coordinate"]), outcome__in=BUNDLED)
    return found.exclude(pk__in=open_items().values("proposal"))


def open_items() -> QuerySet[BundleItem]:
    """Those that still wait for the decision which their bundle recommends."""
    draft = Recommendation.objects.filter(proposal=OuterRef("proposal"), round=OuterRef("round")).values("outcome")[:1]
    waiting = BundleItem.objects.filter(
        proposal__state=ProposalState.DECISION_PENDING, proposal__round=F("round")
    ).annotate(recommended=Subquery(draft))
    return waiting.filter(recommended=F("bundle__outcome"))


def bundles_for(actor: Actor) -> QuerySet[Bundle]:
    """Those that this person decides or coordinates, with something in them that waits."""
    theirs = Proposal.objects.filter(holding(actor, ["coordinate", "decide"])).values("pk")
    return Bundle.objects.filter(items__in=open_items().filter(proposal__in=theirs)).distinct()


def waiting_in(bundle: Bundle, actor: Actor) -> list[Proposal]:
    """The bundle's proposals that wait for a decision and that this person may decide or coordinates."""
    keys = open_items().filter(bundle=bundle).values("proposal")
    found = recommended().filter(holding(actor, ["decide", "coordinate"]), pk__in=keys)
    return list(found.order_by("number"))


def put_together(proposals: Collection[UUID], *, actor: Actor, outcome: str, note: str) -> Bundle:
    """Raises GateClosed: fewer than two, too many, or not all with this recommendation. NotYours."""
    if actor.user is None:
        raise NotYours
    with transaction.atomic():
        found = list(candidates(actor).filter(pk__in=list(proposals)))
        if len(found) != len(set(proposals)) or any(getattr(one, "outcome", "") != outcome for one in found):
            raise GateClosed(_("Choose proposals that wait for a decision with the same recommendation."))
        if not 2 <= len(found) <= MOST:
            raise GateClosed(_("Choose at least two proposals, and at most %(most)d.") % {"most": MOST})
        bundle = Bundle.objects.create(outcome=outcome, note=note, by=actor.user, at=clocks.now())
        BundleItem.objects.bulk_create(BundleItem(bundle=bundle, proposal=one, round=one.round) for one in found)
    return bundle


def decide(
    bundle: Bundle, seen: Mapping[UUID, Seen], *, actor: Actor, reason: str, idempotency_key: str
) -> list[Result]:
    """Decide every proposal that was shown, each by itself. Nothing that was not shown is decided."""
    shown = Proposal.objects.filter(pk__in=BundleItem.objects.filter(bundle=bundle).values("proposal"))
    return [
        Result(proposal, _decide(bundle, proposal, seen[proposal.pk], actor, reason, idempotency_key))
        for proposal in shown.select_related("lead").order_by("number")
        if proposal.pk in seen
    ]


def _decide(bundle: Bundle, proposal: Proposal, seen: Seen, actor: Actor, reason: str, key: str) -> tuple[str, ...]:
    try:
        door.act(
            PROPOSAL,
            proposal.pk,
            bundle.outcome,
            actor=actor,
            seen_version=seen.version,
            idempotency_key=str(uuid5(UUID(key), str(proposal.pk))),
            reason=reason,
            details={SEEN: seen.fingerprint, "bundle": str(bundle.pk)},
        )
    except NotYours:
        return (_("You may not decide on this proposal."),)
    except StaleVersion:
        return (_("Somebody has changed it since you opened the page. Read it again."),)
    except Refusal as refused:
        return refused.sentences
    return ()
