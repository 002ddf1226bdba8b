"""Long histories, quickly: needs that are taken up and released again, written in bulk with genuine chains."""

from datetime import UTC, datetime, timedelta

from django.apps import apps

from config.management.commands.verify import SUBJECTS, history, sealed_models
from partners.models import Organisation, User
from proposals.needs.models import Need
from workflow import chain, verification
from workflow.models import TransitionRecord

BEGAN = datetime(2020, 1, 1, 12, tzinfo=UTC)
MOVES = (("take_up", "open", "taken_up"), ("release", "taken_up", "open"))


def needs(cases: int, length: int, *, person: User, organisation: Organisation) -> list[Need]:
    """`cases` needs with `length` records each."""
    state = "open" if length % 2 else "taken_up"
    made = [
        Need(
            title=f"Need {number}",
            statement="A skill.",
            organisation=organisation,
            stated_by=person,
            stated_at=BEGAN,
            state=state,
            version=length,
        )
        for number in range(cases)
    ]
    Need.objects.bulk_create(made, batch_size=500)
    for start in range(0, cases, 200):
        TransitionRecord.objects.bulk_create(
            [record for need in made[start : start + 200] for record in _records(need, length, person)], batch_size=500
        )
    return made


def _records(need: Need, length: int, person: User) -> list[TransitionRecord]:
    found: list[TransitionRecord] = []
    for number in range(1, length + 1):
        name, source, target = ("state", "", "open") if number == 1 else MOVES[number % 2]
        record = TransitionRecord(
            machine="need",
            subject_id=need.pk,
            case_id=need.pk,
            transition=name,
            source=source,
            target=target,
            actor=person,
            at=BEGAN + timedelta(minutes=number),
            reason="Because." if number % 3 else "",
            details={"n": number},
            subject_version=number,
        )
        found.append(chain.append(record, found[-1] if found else None))
    return found


def verified() -> list[str]:
    """What the verifier says of the history and of the needs."""
    subjects = {"need": apps.get_model(SUBJECTS["need"])}
    return [
        said for said in verification.findings(subjects, history(), sealed_models()) if "would let rows" not in said
    ]
