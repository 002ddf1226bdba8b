"""Whoever owns the database can change history. It is found, and the record is named."""

import os
import time
import uuid
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from config.management.commands.verify import sealed_models
from proposals.models import Revision
from tests.flush import triggers_down
from tests.history import needs, verified
from workflow import chain, seals
from workflow.links import hash_of
from workflow.models import Seal, SealedHead, SealedRow, TransitionRecord

RECORDS = int(os.environ.get("TIDEMARK_RECORDS", "2000"))
LENGTH = 10
records = TransitionRecord.objects


def sealed():
    return seals.seal(sealed_models().values())


def change(record, **fields):
    records.filter(pk=record.pk).update(**fields)


def clone(record):
    return TransitionRecord(**{field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields})


def before(record):
    return records.filter(case_id=record.case_id, link=record.link - 1).first()


def altered(record, draw):
    field, value = draw(
        st.sampled_from(
            [
                ("reason", "Another."),
                ("details", {"n": -1}),
                ("target", "met"),
                ("via_guest", True),
                ("actor_id", None),
                ("at", record.at.replace(year=2019)),
                ("salt", "0" * 32),
                ("uuid", uuid.uuid4()),
                ("subject_version", 999),
                ("idempotency_key", "another"),
                ("previous", "f" * 64),
                ("sha256", "f" * 64),
            ]
        )
    )
    change(record, **{field: value})
    return f"record {record.pk}", ("altered", "inserted")


def altered_and_hashed(record, draw):
    forged = clone(record)
    forged.reason = "Another."
    forged.sha256 = hash_of(record.case_id, record.link, record.previous, chain.digest(forged))
    change(record, reason=forged.reason, sha256=forged.sha256)
    return f"record {record.pk}", ("altered",)


def written_anew_to_the_end(record, draw):
    """Only the seal knows."""
    last = before(record)
    for one in list(records.filter(case_id=record.case_id, link__gte=record.link).order_by("link")):
        one.reason = "Another."
        chain.append(one, last)
        change(one, reason=one.reason, salt=one.salt, previous=one.previous, sha256=one.sha256)
        last = one
    return str(record.case_id), ("altered",)


def deleted(record, draw):
    records.filter(pk=record.pk).delete()
    return f"link {record.link}", ("deleted",)


def deleted_to_the_end(record, draw):
    records.filter(case_id=record.case_id, link__gte=record.link).delete()
    return str(record.case_id), ("deleted",)


def inserted(record, draw):
    """With a hash that fits, after `record`; the later ones are moved on."""
    for one in list(records.filter(case_id=record.case_id, link__gt=record.link).order_by("-link")):
        change(one, link=one.link + 1)
    forged = clone(record)
    forged.pk, forged.uuid, forged.idempotency_key, forged.subject_version = None, uuid.uuid4(), None, 1000
    chain.append(forged, record).save(force_insert=True)
    return f"record {forged.pk}", ("inserted", "")


def exchanged(record, draw):
    other = draw(st.integers(1, LENGTH).filter(lambda number: number != record.link))
    two = records.get(case_id=record.case_id, link=other)
    change(record, link=99)
    change(two, link=record.link)
    change(record, link=two.link)
    return f"record {record.pk}", ("reordered",)


KINDS = [altered, altered_and_hashed, written_anew_to_the_end, deleted, deleted_to_the_end, inserted, exchanged]


@pytest.fixture
def few(world):
    return needs(4, LENGTH, person=world.cast.people["emma"], organisation=world.cast.organisations["fundy"])


@pytest.mark.parametrize("tamper", KINDS, ids=lambda one: one.__name__)
@settings(max_examples=15)
@given(data=st.data())
def test_a_change_by_the_owner_of_the_database_is_found_and_named(few, tamper, data):
    with triggers_down(), transaction.atomic():
        sealed()
        case = data.draw(st.sampled_from(range(len(few))))
        record = records.get(case_id=few[case].pk, link=data.draw(st.integers(1, LENGTH)))
        name, kinds = tamper(record, data.draw)
        found = verified()
        assert [said for said in found if name in said and any(kind in said for kind in kinds)], (name, found)
        others = {str(need.pk) for need in few if need.pk != few[case].pk}
        assert not [said for said in found if any(other in said for other in others)], "nobody else is accused"
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_history_that_nobody_touched_gives_no_finding(few):
    assert verified() == []
    assert sealed().heads_count == 4
    assert sealed() is None, "nothing is new"
    assert verified() == []


@pytest.mark.django_db
def test_a_case_that_is_gone_whole_is_missed(few):
    sealed()
    case = str(few[0].pk)
    with triggers_down():
        records.filter(case_id=case).delete()
        few[0].delete()
    assert [said for said in verified() if case in said and "deleted: no record of the case is left" in said]


@pytest.mark.django_db
def test_a_seal_that_is_changed_or_gone_is_named(few, world):
    sealed()
    more = needs(2, 3, person=world.cast.people["emma"], organisation=world.cast.organisations["fundy"])
    kept = sealed()
    assert verified() == []
    with triggers_down(), transaction.atomic():
        head = SealedHead.objects.get(case_id=more[0].pk)
        SealedHead.objects.filter(pk=head.pk).update(link=1)
        assert [said for said in verified() if "seal 2: altered" in said]
        SealedHead.objects.filter(pk=head.pk).delete()
        assert [said for said in verified() if "seal 2: altered" in said]
        transaction.set_rollback(True)
    with triggers_down(), transaction.atomic():
        Seal.objects.filter(number=1).update(at=kept.at)
        assert [said for said in verified() if "seal 1: altered" in said]
        transaction.set_rollback(True)
    call_command("verify", seal=f"{kept.number}:{kept.sha256}", stdout=StringIO())
    with pytest.raises(CommandError, match="1 findings"):
        call_command("verify", seal=f"{kept.number}:{'0' * 64}", stderr=StringIO())


@pytest.mark.django_db
def test_every_row_of_the_other_tables_is_bound(world):
    world.story()
    revision = Revision.objects.get()
    sealed()
    assert SealedRow.objects.filter(table="proposals_revision", key=str(revision.pk)).exists()
    name = f"proposals_revision {revision.pk}"
    with triggers_down():
        Revision.objects.filter(pk=revision.pk).update(content={})
        assert [said for said in verified() if f"{name}: altered" in said]
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM proposals_revision WHERE id = %s", [revision.pk])
        assert [said for said in verified() if f"{name}: deleted" in said]


@pytest.mark.slow
@pytest.mark.django_db
def test_one_change_among_many_records_is_found_and_named(world, record_property):
    cases = RECORDS // LENGTH
    made = needs(cases, LENGTH, person=world.cast.people["emma"], organisation=world.cast.organisations["fundy"])
    sealed()
    began = time.monotonic()
    assert verified() == []
    record_property("records", records.count())
    record_property("seconds to verify", round(time.monotonic() - began, 1))
    victim = records.get(case_id=made[cases // 3].pk, link=LENGTH // 2)
    named = 0
    for tamper in (altered_and_hashed, deleted, inserted, exchanged, written_anew_to_the_end, deleted_to_the_end):
        with triggers_down(), transaction.atomic():
            name, kinds = tamper(records.get(pk=victim.pk), lambda strategy: 1)
            found = verified()
            assert [said for said in found if name in said and any(kind in said for kind in kinds)], (tamper, found)
            assert all(str(victim.case_id) in said for said in found)
            named += 1
            transaction.set_rollback(True)
    assert verified() == []
    record_property("changes found and named", named)


def test_a_record_says_who_by_id_only(world):
    record = TransitionRecord(actor=world.cast.people["ada"])
    said = chain.content(record)
    assert said["actor"] == world.cast.people["ada"].pk
    assert "ada@" not in str(said) and "Boudreau" not in str(said)
