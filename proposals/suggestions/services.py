"""Suggest, accept, decline, withdraw. What is accepted goes through saving, as everything that is written does."""

from collections.abc import Callable, Iterable
from uuid import UUID, uuid4, uuid5

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from notifications import services as notifications
from notifications.rules import Audience
from notifications.services import Recipient, Told
from notifications.webhooks.hearing import NOTHING
from partners.actors import Actor
from partners.models import User
from proposals import audiences
from proposals import selectors as cases
from proposals.models import Proposal
from proposals.selectors import Access
from proposals.standing import holders
from proposals.suggestions import cells, selectors
from proposals.suggestions.models import Adoption, Answer, Suggestion
from proposals.talk.lanes import readers
from proposals.talk.selectors import speaks_for
from proposals.talk.telling import addressed
from proposals.writing import selectors as writing
from proposals.writing.models import SectionSave
from proposals.writing.revising import EditEffect
from proposals.writing.services import effect_of_saving, save_section, writable
from workflow import clocks
from workflow.refusals import GateClosed, NotYours, ReasonMissing, Refusal, WrongState


class Overtaken(Refusal):
    """The text is another one than the page showed: nothing is applied blindly."""


def suggest(
    *, actor: Actor, proposal: Proposal, place: str, words: str, lane: str, why: str = "", key: str = ""
) -> Suggestion:
    """Propose other words for one text. The same form (`key`) sent twice is one suggestion.

    Raises:
        Http404: no access. NotYours: not their lane. ValueError: no such text. GateClosed: the words do not fit, say
        what is there already, or the item is gone. WrongState: nobody could take it up any more.
    """
    access = cases.get(actor, proposal.pk)
    cell = cells.find(place)
    person = actor.user
    if person is None or lane not in selectors.lanes(access):
        raise NotYours
    if cell is None:
        raise ValueError(place)
    if access.state not in selectors.TAKEN:
        raise WrongState(_("The document cannot be edited at this stage, so no wording can be suggested."))
    base = cells.text_at(cases.content(access), cell)
    if base is None:
        raise GateClosed(_("This place is not in the document any more. Choose another one."))
    words = _fitting(cell, words)
    if cells.same(words, base):
        raise GateClosed(_("These are the words that stand there now. Change them first."))
    pk = uuid5(person.pk, f"suggestion:{key}") if key else uuid4()
    made = Suggestion(
        pk=pk,
        proposal=access.proposal,
        lane=lane,
        section=cell.section,
        place=place,
        base=base,
        words=words,
        why=why,
        author=person,
        organisation=speaks_for(access, person),
        at=clocks.now(),
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            _tell("suggestion.made", made, access, actor)
    except IntegrityError:
        earlier = Suggestion.objects.filter(pk=pk).first()
        if earlier is None:
            raise
        return earlier
    return made


def effect_of(access: Access, suggestion: Suggestion, words: str) -> EditEffect | None:
    """What accepting these words does to endorsements; None where the place is gone."""
    cell, content = cells.find(suggestion.place), writing.working(access.proposal)
    if cell is None or cells.text_at(content, cell) is None:
        return None
    return effect_of_saving(access.proposal, cell.section, cells.written(content, cell, words))


def accept(pk: UUID | str, *, actor: Actor, words: str, seen: str) -> Adoption:
    """Write the words, as suggested or changed, in place of the text that was seen (`cells.digest`).

    Raises:
        Http404, NotYours: no author here. Overtaken: the text is another one now. WrongState: it was answered, or the
        document cannot be edited. GateClosed: the words do not fit, or the place is gone. Nothing was written.
    """
    access, suggestion = selectors.get_suggestion(actor, pk)
    cell = cells.find(suggestion.place)
    if actor.user is None or cell is None or "write" not in access.permissions:
        raise NotYours
    words = _fitting(cell, words)
    with transaction.atomic():
        proposal = writable(access.proposal.pk, actor)
        content = writing.working(proposal)
        now = cells.text_at(content, cell)
        answer = Answer.ACCEPTED if cells.same(words, suggestion.words) else Answer.CHANGED
        _answer(suggestion, answer, actor.user)
        if now is None:
            raise GateClosed(_("This place is not in the document any more. Decline the suggestion and say why."))
        if cells.digest(now) != seen:
            raise Overtaken(_("The text has changed since you opened this page. Look at it as it is now."))
        version = writing.section_version(proposal, cell.section)
        value = cells.written(content, cell, words)
        saved = save_section(proposal.pk, cell.section, value, actor=actor, seen=version)
        row = SectionSave.objects.filter(proposal=proposal, section=cell.section, version=saved.version).first()
        adopted = Adoption.objects.create(
            suggestion=suggestion,
            section=cell.section,
            words=words,
            by=actor.user,
            at=clocks.now(),
            save_row=row if saved.written else None,
        )
        _tell("suggestion.accepted", suggestion, access, actor, words=words)
    return adopted


def decline(pk: UUID | str, *, actor: Actor, reason: str) -> Suggestion:
    """Raises Http404, NotYours: no author here. ReasonMissing. WrongState: it was answered."""
    access, suggestion = selectors.get_suggestion(actor, pk)
    if actor.user is None or "write" not in access.permissions:
        raise NotYours
    if not reason.strip():
        raise ReasonMissing(_("Give a reason."))
    with transaction.atomic():
        _answer(suggestion, Answer.DECLINED, actor.user, reason.strip())
        _tell("suggestion.declined", suggestion, access, actor)
    return suggestion


def withdraw(pk: UUID | str, *, actor: Actor) -> Suggestion:
    """Raises Http404, NotYours: somebody else's. WrongState: it was answered."""
    _access, suggestion = selectors.get_suggestion(actor, pk)
    if actor.user is None or suggestion.author_id != actor.user.pk:
        raise NotYours
    with transaction.atomic():
        _answer(suggestion, Answer.WITHDRAWN, actor.user)
    return suggestion


def _answer(suggestion: Suggestion, answer: str, person: User, reason: str = "") -> None:
    """The first answer wins; whoever comes second is told of it.

    Raises:
        WrongState: it was answered.
    """
    values = {"answer": answer, "answered_by": person, "answered_at": clocks.now(), "reason": reason}
    first = Suggestion.objects.filter(pk=suggestion.pk, answer="").update(**values)
    suggestion.refresh_from_db()
    if not first:
        at = formats.date_format(timezone.localtime(suggestion.answered_at), "DATETIME_FORMAT")
        name = suggestion.answered_by.name if suggestion.answered_by else ""
        raise WrongState(
            _("%(name)s answered this suggestion on %(at)s: %(answer)s. Yours was not applied.")
            % {"name": name, "at": at, "answer": suggestion.get_answer_display()}
        )


def _fitting(cell: cells.Cell, words: str) -> str:
    """Raises GateClosed: the words are not fit for this text."""
    try:
        found = cell.cleaned(words)
    except ValidationError as refused:
        raise GateClosed(*refused.messages) from None
    if not found.strip():
        raise GateClosed(_("Write the words that you suggest."))
    return found


def would_hear(event: str, suggestion: Suggestion, access: Access, *, actor: Actor) -> list[Told]:
    """Whom `_tell` would write to now, as the actor may know them. `suggestion` may be one that is not made yet."""
    people = _resolver(suggestion, access.proposal)
    return notifications.preview(event, people, actor=actor, of_province=access.of_province)


def _tell(event: str, suggestion: Suggestion, access: Access, actor: Actor, words: str = "") -> None:
    cell, content = cells.find(suggestion.place), cases.content(access)
    place = {}
    for language in ("en", "fr"):
        with override(language):
            place[language] = cells.label(cell, content) if cell else ""
    organisation = suggestion.organisation
    extra = {"partner": {"en": organisation.name, "fr": organisation.name_in("fr")}} if organisation else {}
    notifications.announce(
        event,
        _resolver(suggestion, access.proposal),
        actor=actor,
        event_key=f"suggestion:{suggestion.pk}:{suggestion.answer or 'made'}",
        context=audiences.context(
            access.proposal,
            actor,
            suggestion.reason,
            text=words or suggestion.words,
            place=place,
            changed=suggestion.answer == Answer.CHANGED,
            **extra,
        ),
        matter=NOTHING,
        case_id=access.proposal.pk,
    )
    transaction.on_commit(notifications.ring)


def _resolver(suggestion: Suggestion, proposal: Proposal) -> Callable[[Audience], Iterable[Recipient]]:
    can_read = {reader.user.pk for reader in readers(proposal)[suggestion.lane]}
    path = reverse("suggestions:page", args=[proposal.pk, suggestion.pk])

    def people(audience: Audience) -> Iterable[Recipient]:
        found: list[User] = []
        if audience == Audience.AUTHORS:
            found = list(holders(proposal, "write"))
        elif audience == Audience.SUGGESTER:
            found = [suggestion.author]
        return addressed(proposal, [user for user in found if user.pk in can_read], path)

    return people
