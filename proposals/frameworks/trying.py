"""Trying a version out: every decided and open proposal is asked under it, in portions, by a worker.

A portion's lines are written in one transaction, so that a killed worker leaves nothing half; stopped, it goes on where
it was; run again, it is another trial.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from partners.actors import Actor
from proposals.dossiers import Dossier, dossiers
from proposals.frameworks import selectors
from proposals.frameworks.asking import Answer, as_json, ask, newly
from proposals.frameworks.checking import lacks
from proposals.frameworks.models import Status, Trial, TrialLine
from proposals.frameworks.stages import stays
from proposals.frameworks.summary import summarise
from proposals.jobs import Bell
from proposals.models import Proposal, Track
from workflow import clocks
from workflow import framework as frameworks
from workflow.framework import Framework
from workflow.models import FrameworkVersion, TransitionRecord
from workflow.refusals import GateClosed, NotYours
from workflow.states import DECIDED, OPEN

PORTION = 50
bell = Bell("proposals.frameworks.tasks.work", timedelta(seconds=60))


def begin(pk: UUID | str, *, actor: Actor) -> Trial:
    """Raises Http404, NotYours; GateClosed: the draft is not complete, with what is missing."""
    version = selectors.get(actor, pk)
    if not selectors.manages(actor) or actor.user is None:
        raise NotYours
    missing = [lack.sentence for lack in lacks(selectors.written(version))]
    if missing:
        raise GateClosed(*missing)
    with transaction.atomic():
        trial = Trial.objects.create(
            framework=version, content=version.content, seen=selectors.seen(version), made_by=actor.user
        )
        cases = Proposal.objects.filter(state__in=DECIDED | OPEN).values_list("pk", "round")
        TrialLine.objects.bulk_create(
            (TrialLine(trial=trial, proposal_id=pk, shown=turn > 0) for pk, turn in cases), batch_size=500
        )
        transaction.on_commit(lambda: bell.ring(trial.pk))
    return trial


def go_on(pk: UUID | str, *, actor: Actor) -> Trial:
    """Raises Http404. Started twice, it runs once."""
    trial = selectors.trial(actor, pk)
    if not selectors.manages(actor):
        raise NotYours
    stopped = Trial.objects.filter(pk=trial.pk, status=Status.STOPPED)
    if stopped.update(status=Status.RUNNING, worked_at=clocks.now()):
        transaction.on_commit(lambda: bell.ring(trial.pk))
    return trial


def stop(pk: UUID | str, *, actor: Actor) -> Trial:
    """After the portion in hand; what is asked stays. Raises Http404."""
    trial = selectors.trial(actor, pk)
    if not selectors.manages(actor):
        raise NotYours
    Trial.objects.filter(pk=trial.pk, status=Status.RUNNING).update(status=Status.STOPPED)
    return trial


def work(pk: UUID | str) -> int:
    """Ask portion after portion until none is left or somebody stops it. Returns how many proposals were asked."""
    done = 0
    while found := _portion(pk):
        done += found
    return done


def resume() -> int:
    """Running trials whose worker is gone are rung for again. Returns how many."""
    return bell.ring_again(Trial.objects.filter(status=Status.RUNNING))


def tried(trial: Trial) -> Framework:
    """What the trial tries, as it said when the trial was begun."""
    version = trial.framework
    return frameworks.load(
        FrameworkVersion(pk=version.pk, name=version.name, effective_from=version.effective_from, content=trial.content)
    )


def _portion(pk: UUID | str) -> int:
    trial = Trial.objects.select_related("framework").get(pk=pk)
    if trial.status != Status.RUNNING:
        return 0
    waiting = list(TrialLine.objects.filter(trial=trial, blocked=None).order_by("pk")[:PORTION])
    _answer(waiting, tried(trial))
    with transaction.atomic():
        trial = Trial.objects.select_for_update().get(pk=pk)
        if trial.status != Status.RUNNING:
            return 0
        TrialLine.objects.bulk_update(waiting, ["case_state", "own", "tried", "stages", "blocked"])
        trial.worked_at = clocks.now()
        if len(waiting) < PORTION:
            trial.status = Status.DONE
            trial.summary = summarise(TrialLine.objects.filter(trial=trial))
        trial.save(update_fields=["status", "worked_at", "summary"])
    return len(waiting)


def _answer(lines: Sequence[TrialLine], framework: Framework) -> None:
    """Fill the lines in; a fixed number of queries for the portion, and few for each proposal."""
    now = clocks.now()
    proposals = Proposal.objects.filter(pk__in=[line.proposal_id for line in lines]).select_related("lead", "framework")
    cases = {one.proposal.pk: one for one in dossiers(proposals)}
    records: dict[UUID, list[TransitionRecord]] = {pk: [] for pk in cases}
    moves = TransitionRecord.objects.filter(machine="proposal", subject_id__in=list(cases)).order_by("id")
    for record in moves:
        records[record.subject_id].append(record)
    for line in lines:
        _fill(line, cases[line.proposal_id], records[line.proposal_id], framework, now)


def _fill(line: TrialLine, case: Dossier, records: list[TransitionRecord], framework: Framework, now: datetime) -> None:
    answers: list[Answer] = [ask(case, one, records, now) for one in (case.framework, framework)]
    own, under = answers
    line.case_state = str(case.proposal.state)
    line.own, line.tried = as_json(own), as_json(under)
    fast = case.proposal.track == Track.FAST
    line.stages = [list(one) for one in stays(records, case.framework, framework, fast=fast, until=now)]
    line.blocked = bool(newly(own.closed, under.closed))
