"""The transition record: added, never changed, and in agreement with what it records."""

import uuid

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from config.management.commands.verify import SUBJECTS
from proposals.needs.models import Need
from workflow import append_only, chain, verification
from workflow.calendar import now
from workflow.framework import current
from workflow.models import TransitionRecord
from workflow.process import MACHINES

TABLE = TransitionRecord._meta.db_table


def write(**fields):
    defaults = {
        "machine": "need",
        "subject_id": uuid.uuid4(),
        "case_id": uuid.uuid4(),
        "transition": "state",
        "source": "",
        "target": "open",
        "subject_version": 1,
    }
    record = TransitionRecord(**defaults | fields)
    chain.append(record, chain.last_of(record.case_id)).save(force_insert=True)
    return record


def execute(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


CHANGES = {
    "update": lambda record: TransitionRecord.objects.filter(pk=record.pk).update(reason="another"),
    "bulk_update": lambda record: TransitionRecord.objects.bulk_update([record], ["reason"]),
    "delete": lambda record: record.delete(),
    "queryset delete": lambda record: TransitionRecord.objects.all().delete(),
    "raw update": lambda record: execute(f"UPDATE {TABLE} SET reason = 'another'"),
    "raw delete": lambda record: execute(f"DELETE FROM {TABLE} WHERE id = %s", record.pk),
}


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_the_database_refuses_to_change_or_delete_a_record(change):
    record = write(reason="first")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        change(record)
    assert TransitionRecord.objects.get(pk=record.pk).reason == "first"


@pytest.mark.django_db
def test_saving_a_changed_record_is_refused():
    record = write()
    record.reason = "another"
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        record.save()


@pytest.mark.django_db
def test_replacing_a_record_is_a_deletion_and_refused():
    if connection.vendor != "sqlite":
        pytest.skip("INSERT OR REPLACE is SQLite's")
    record = write()
    copied = [field.column for field in TransitionRecord._meta.fields if field.name != "reason"]
    columns = ", ".join(copied)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        execute(
            f"INSERT OR REPLACE INTO {TABLE} ({columns}, reason) "
            f"SELECT {columns}, 'another' FROM {TABLE} WHERE id = %s",
            record.pk,
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [{"machine": "teapot"}, {"idempotency_key": "once"}, {"subject_version": 1}],
    ids=["unknown machine", "same idempotency key", "same version of the subject"],
)
def test_the_database_refuses_a_record_that_cannot_be(wrong):
    first = write(idempotency_key="once")
    with pytest.raises(IntegrityError), transaction.atomic():
        write(**{"subject_id": first.subject_id, "subject_version": 2} | wrong)


@pytest.mark.django_db
def test_records_of_the_same_moment_keep_the_order_they_were_written_in():
    moment = write().at
    written = [write(at=moment).pk for _ in range(5)]
    assert list(TransitionRecord.objects.values_list("pk", flat=True))[-5:] == written


@pytest.mark.django_db
def test_history_is_guarded_after_all_migrations():
    assert append_only.unguarded(connection, verification.APPEND_ONLY_TABLES) == []
    assert append_only.unguarded(connection, ["proposals_proposal"]) == ["proposals_proposal"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_transactional_tests_begin_without_records_with_the_guard_and_with_a_framework(turn):
    """Runs twice: the flush after the first left things as the second expects them."""
    assert not TransitionRecord.objects.exists()
    record = write()
    with pytest.raises(IntegrityError, match="append-only"):
        record.delete()
    assert current()


@pytest.fixture
def found(world):
    """What is said of one need with this state and version."""

    def findings(subject_id, state="", version=1):
        with transaction.atomic():
            if state:
                owner, person = world.cast.organisations["fundy"], world.cast.people["emma"]
                Need.objects.bulk_create(
                    [
                        Need(
                            pk=subject_id,
                            organisation=owner,
                            stated_by=person,
                            stated_at=now(),
                            state=state,
                            version=version,
                        )
                    ]
                )
            said = list(verification.findings({"need": Need}))
            transaction.set_rollback(True)
        return said

    return findings


def test_a_subject_that_agrees_with_its_history_gives_no_finding(found):
    one = write().subject_id
    write(subject_id=one, transition="take_up", source="open", target="taken_up", subject_version=2)
    assert found(one, "taken_up", 2) == []
    assert found(one, "taken_up", 9) == [], "edits without a move raise the version as well"


def test_each_disagreement_is_named(found):
    one = write().subject_id
    assert "its last record says open" in found(one, "closed", 1)[0]
    assert "has version 0" in found(one, "open", 0)[0]
    assert "is not there" in found(one)[0]
    assert "has no transition record" in found(uuid.uuid4(), "open", 1)[1]
    write(subject_id=one, transition="meet", source="closed", target="met", subject_version=2)
    sentences = " / ".join(found(one, "met", 2))
    assert "the table has no need.meet: closed -> met" in sentences
    assert "begins in closed, not in open" in sentences


def test_verify_knows_a_model_with_state_and_version_for_every_machine():
    assert set(SUBJECTS) == set(MACHINES)
    for name in SUBJECTS.values():
        fields = {field.name for field in apps.get_model(name)._meta.get_fields()}
        assert {"id", "state", "version"} <= fields
