"""Is everything still there that a seal bound? Each finding is a sentence."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from uuid import UUID

from django.db.models import Exists, Model, OuterRef

from workflow import seals
from workflow.models import Seal, SealedHead, SealedRow, TransitionRecord

Progress = Callable[[str, int], None]  # where one is, so that one can go on there; how many are done


def findings(models: Mapping[str, type[Model]], progress: Progress) -> Iterator[str]:
    """`models`: table → model, of every sealed table."""
    yield from _chain(progress)
    yield from _heads()
    for table in SealedRow.objects.order_by().values_list("table", flat=True).distinct():
        if table in models:
            yield from _rows(table, models[table], progress)
        else:
            yield f"{table}: rows of it are sealed, and the table is not known here"


def against(number: int, digest: str) -> Iterator[str]:
    """Is the seal the one whose hash somebody kept outside?"""
    seal = Seal.objects.filter(number=number).first()
    if seal is None:
        yield f"seal {number}: deleted: it is not there"
    elif seal.sha256 != digest:
        yield f"seal {number}: altered: its hash is {seal.sha256}, not the one that was kept"


def _chain(progress: Progress) -> Iterator[str]:
    number, previous = 0, ""
    for seal in Seal.objects.order_by("number").iterator(chunk_size=100):
        if seal.number != number + 1:
            said = f"seals {number + 1} to {seal.number - 1} are" if seal.number > number + 2 else "it is"
            yield f"seal {number + 1}: deleted: {said} not there"
        elif seal.previous != previous:
            yield f"seal {seal.number}: altered or inserted: it was not made on seal {number}"
        if seals.hash_of(seal) != seal.sha256:
            yield f"seal {seal.number}: altered: what it says does not give its hash"
        elif (seal.heads_count, seal.rows_count, seal.digest) != _bound(seal.number):
            yield f"seal {seal.number}: altered: its heads and rows are not those that were sealed"
        number, previous = seal.number, seal.sha256
        progress("seals", number)
    stray = SealedHead.objects.filter(seal__number__gt=number).count()
    if stray:
        yield f"seal {number + 1}: deleted: {stray} heads of it are left"


def _bound(number: int) -> tuple[int, int, str]:
    """How many heads and rows, and their digest."""
    digest, heads, rows = hashlib.sha256(), 0, 0
    for head in SealedHead.objects.filter(seal=number).order_by("id").iterator(chunk_size=1000):
        digest.update(seals.head_line(head))
        heads += 1
    for row in SealedRow.objects.filter(seal=number).order_by("id").iterator(chunk_size=1000):
        digest.update(seals.row_line(row))
        rows += 1
    return heads, rows, digest.hexdigest()


def _heads() -> Iterator[str]:
    """Heads that are not in their chain any more: the database looks, only what is wrong comes here."""
    same = TransitionRecord.objects.filter(
        case_id=OuterRef("case_id"), link=OuterRef("link"), sha256=OuterRef("sha256")
    )
    wrong = SealedHead.objects.filter(~Exists(same)).order_by("case_id", "link")
    for case_id, link, digest, seal in wrong.values_list("case_id", "link", "sha256", "seal").iterator():
        yield f"case {case_id}: {_head(case_id, link, digest)} (seal {seal})"


def _head(case_id: UUID, link: int, digest: str) -> str:
    records = TransitionRecord.objects.filter(case_id=case_id)
    last = records.order_by("-link").values_list("link", flat=True).first()
    if last is None:
        return f"deleted: no record of the case is left; it had {link}"
    there = records.filter(link=link).first()
    if there is not None:
        before = SealedHead.objects.filter(case_id=case_id, link__lt=link).order_by("-link").first()
        first = before.link + 1 if before else 1
        span = f"link {link}" if first == link else f"one of the links {first} to {link}"
        return f"{span} (record {there.pk}, {there.uuid}): altered: another was sealed"
    if last < link:
        gone = f"link {link} is" if last == link - 1 else f"links {last + 1} to {link} are"
        return f"link {last + 1}: deleted: {gone} not there any more"
    moved = records.filter(sha256=digest).first()
    return f"link {link}: {'reordered' if moved else 'deleted'}: it was sealed and is not there"


def _rows(table: str, model: type[Model], progress: Progress) -> Iterator[str]:
    rows = SealedRow.objects.filter(table=table).order_by("id").iterator(chunk_size=seals.AT_ONCE)
    forms: dict[int, Sequence[str]] = {}
    done = 0
    while some := list(islice(rows, seals.AT_ONCE)):
        there = {str(row.pk): row for row in model._default_manager.filter(pk__in=[one.key for one in some])}
        for one in some:
            if one.seal_id not in forms:
                forms = {one.seal_id: Seal.objects.get(pk=one.seal_id).forms.get(table, [])}
            yield from _row(one, there.get(one.key), forms[one.seal_id])
        done += len(some)
        progress(f"rows of {table}", done)


def _row(sealed: SealedRow, row: Model | None, fields: Sequence[str]) -> Iterator[str]:
    name = f"{sealed.table} {sealed.key}"
    if row is None:
        yield f"{name}: deleted: it was bound by seal {sealed.seal_id}"
        return
    try:
        if seals.row_digest(row, fields) != sealed.sha256:
            yield f"{name}: altered: it is not what seal {sealed.seal_id} bound"
    except AttributeError as missing:
        yield f"{name}: cannot be checked: {missing}"
