"""Seals bind what is there at one moment: the head of every chain that grew, and every new row of the other
append-only tables. So a case that is gone whole, a chain that lost its end, and a revision that reads differently are
found, although their own hashes say nothing.

A seal binds the seal before it. Who keeps the hash of one seal outside of this database (`manage.py seal` prints it)
can prove that nothing older was written anew.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, Model, OuterRef, QuerySet

from workflow import calendar
from workflow.canonical import canonical, sha256
from workflow.models import Seal, SealedHead, SealedRow, TransitionRecord

AT_ONCE = 500
UNSEALED = frozenset({TransitionRecord, Seal, SealedHead, SealedRow})  # bound by the chains themselves


def seal(models: Iterable[type[Model]]) -> Seal | None:
    """Bind what is new since the last seal, in the chains and in the tables of `models`.

    None: nothing is new, or somebody else seals at this moment.
    """
    try:
        with transaction.atomic():
            return _seal([model for model in models if model not in UNSEALED])
    except IntegrityError:
        return None


def hash_of(seal: Seal) -> str:
    return sha256(
        {
            "number": seal.number,
            "at": seal.at,
            "forms": seal.forms,
            "heads": seal.heads_count,
            "rows": seal.rows_count,
            "digest": seal.digest,
            "previous": seal.previous,
        }
    )


def columns(model: type[Model]) -> list[str]:
    """Names of the fields that a row's digest covers: all but those that the model says may change (`mutable`)."""
    free = getattr(model, "mutable", ())
    return [field.attname for field in model._meta.concrete_fields if field.attname not in free]


def row_digest(row: Model, fields: Sequence[str]) -> str:
    """Raises AttributeError: the table has no such field any more."""
    return sha256({name: getattr(row, name) for name in fields})


def head_line(head: SealedHead) -> bytes:
    return canonical([str(head.case_id), head.link, head.sha256]) + b"\n"


def row_line(row: SealedRow) -> bytes:
    return canonical([row.table, row.key, row.sha256]) + b"\n"


def _seal(models: Sequence[type[Model]]) -> Seal | None:
    last = Seal.objects.order_by("-number").first()
    made = Seal(number=last.number + 1 if last else 1, previous=last.sha256 if last else "", at=calendar.now())
    made.forms = {model._meta.db_table: columns(model) for model in models}
    digest = hashlib.sha256()
    made.heads_count = made.rows_count = 0
    for heads in _new_heads(made.number):
        SealedHead.objects.bulk_create(heads)
        made.heads_count += len(heads)
        digest.update(b"".join(map(head_line, heads)))
    for model in models:
        for rows in _new_rows(made.number, model, made.forms[model._meta.db_table]):
            SealedRow.objects.bulk_create(rows)
            made.rows_count += len(rows)
            digest.update(b"".join(map(row_line, rows)))
    if not made.heads_count + made.rows_count:
        return None
    made.digest = digest.hexdigest()
    made.sha256 = hash_of(made)
    made.save(force_insert=True)
    return made


def _new_heads(number: int) -> Iterator[list[SealedHead]]:
    later = TransitionRecord.objects.filter(case_id=OuterRef("case_id"), link__gt=OuterRef("link"))
    sealed = SealedHead.objects.filter(case_id=OuterRef("case_id"), link=OuterRef("link"))
    fresh = TransitionRecord.objects.filter(~Exists(later), ~Exists(sealed)).order_by("case_id")
    after: Any = None
    while True:
        page = fresh.filter(case_id__gt=after) if after else fresh
        found = list(page.values_list("case_id", "link", "sha256")[:AT_ONCE])
        if not found:
            return
        yield [SealedHead(seal_id=number, case_id=case, link=link, sha256=digest) for case, link, digest in found]
        after = found[-1][0]


def _new_rows(number: int, model: type[Model], fields: Sequence[str]) -> Iterator[list[SealedRow]]:
    table = model._meta.db_table
    for keys in pages(model._default_manager.all()):
        names = {str(key): key for key in keys}
        sealed = SealedRow.objects.filter(table=table, key__in=list(names)).values_list("key", flat=True)
        fresh = [names[name] for name in names.keys() - set(sealed)]
        rows = model._default_manager.filter(pk__in=fresh).order_by("pk")
        yield [SealedRow(seal_id=number, table=table, key=str(row.pk), sha256=row_digest(row, fields)) for row in rows]


def pages(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """Primary keys in order, some at a time, whatever is written meanwhile."""
    after: Any = None
    while True:
        page = rows.filter(pk__gt=after) if after is not None else rows
        found = list(page.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        if not found:
            return
        yield found
        after = found[-1]
