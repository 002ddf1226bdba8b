"""Stating a need, saying "we have this too", and closing it."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from notifications import services as notifications
from partners.actors import Actor
from partners.models import Organisation
from partners.selectors import own_organisations
from proposals import door
from proposals.document import codes
from proposals.needs.models import Need, NeedSupport, Region
from proposals.needs.passage import NEED, context
from proposals.needs.selectors import SUPPORTABLE, standing_supports
from workflow import clocks
from workflow.models import TransitionRecord
from workflow.refusals import NotYours, WrongState


def state_need(
    *,
    actor: Actor,
    organisation: Organisation,
    title: str,
    statement: str,
    noc: list[str],
    naics: list[str],
    region: str,
    openings: int | None,
    needed_by: date | None,
    place: str = "",
    language: str = "en",
    idempotency_key: str | None = None,
) -> Need:
    """Raises NotYours where the actor is no member of `organisation`."""
    if actor.user is None:
        raise NotYours
    earlier: Need | None = door.already_begun(NEED, idempotency_key, actor=actor)
    if earlier is not None:
        return earlier
    need = Need(
        title=title,
        statement=statement,
        organisation=organisation,
        stated_by=actor.user,
        stated_at=clocks.now(),
        language=language,
        noc=noc,
        naics=naics,
        region=region,
        place=place,
        openings=openings,
        needed_by=needed_by,
    )
    need.search_text = searchable(need)
    door.begin(NEED, need, actor=actor, name="state", idempotency_key=idempotency_key)
    return need


def searchable(need: Need) -> str:
    """Its own words, and those of its codes, region and organisation in both languages, without accents."""
    words = [need.title, need.statement, need.place]
    for language in ("en", "fr"):
        with override(language):
            region = Region(need.region).label if need.region else ""
            words += [need.organisation.name_in(language), str(region)]
        words += [codes.title("noc", code, language) for code in need.noc]
        words += [codes.title("naics", code, language) for code in need.naics]
    return codes.folded(" ".join(words))


def support(
    pk: UUID, *, actor: Actor, organisation: Organisation, openings: int | None = None, place: str = "", word: str = ""
) -> tuple[NeedSupport, bool]:
    """ "We have this too", once for each organisation: (what stands, whether it is new).

    Raises:
        NotYours: no member. WrongState: the need is met or closed, or it is the organisation's own.
    """
    if actor.user is None:
        raise NotYours
    _must_belong(actor, organisation)
    with transaction.atomic():
        need = door.lock_row(Need, pk)
        if need.state not in SUPPORTABLE:
            raise WrongState(_("This need is no longer open, so nobody can support it any more."))
        if need.organisation_id == organisation.pk:
            raise WrongState(_("Your own organisation has stated this need: it is counted already."))
        before = standing_supports().filter(need=need, organisation=organisation).first()
        if before is not None:
            return before, False
        made = NeedSupport.objects.create(
            need=need,
            organisation=organisation,
            supported_by=actor.user,
            at=clocks.now(),
            openings=openings,
            place=place,
            word=word,
        )
        _tell_owner(made, actor)
    return made, True


def withdraw_support(pk: UUID, *, actor: Actor, organisation: Organisation) -> bool:
    """Take it back; False where nothing stands (any more). Raises NotYours: no member."""
    _must_belong(actor, organisation)
    with transaction.atomic():
        door.lock_row(Need, pk)
        standing = standing_supports().filter(need_id=pk, organisation=organisation)
        return bool(standing.update(withdrawn_at=clocks.now(), withdrawn_by=actor.user))


def close_need(
    pk: UUID, *, actor: Actor, reason: str, seen_version: int, idempotency_key: str | None
) -> TransitionRecord:
    return door.act(
        NEED,
        pk,
        "close",
        actor=actor,
        seen_version=seen_version,
        reason=reason,
        idempotency_key=idempotency_key,
    )


def _must_belong(actor: Actor, organisation: Organisation) -> None:
    """Any member of an institution or a partner speaks for it here; guests and the Province do not."""
    belongs = actor.guest_link is None and own_organisations(actor.user).filter(pk=organisation.pk).exists()
    if not belongs:
        raise NotYours


def _tell_owner(made: NeedSupport, actor: Actor) -> None:
    organisation = made.organisation
    names = {"en": organisation.name, "fr": organisation.name_in("fr")}
    notifications.announce(
        "need.supported",
        NEED.resolve(made.need),
        actor=actor,
        event_key=f"need.supported:{made.pk}",
        context=context(made.need, actor, "") | {"institution": names, "text": made.word},
        matter=NEED.matter(made.need),
        case_id=made.need_id,
    )
    transaction.on_commit(notifications.ring)
