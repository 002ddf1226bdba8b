"""The statement: written and signed by the partner, signed again when it is stale, read by those who may."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.actors_http import actor_of
from proposals import door, selectors
from proposals.codesign import asking, endorsing, reading
from proposals.codesign.again_form import AgainForm
from proposals.codesign.models import Endorsement, Statement
from proposals.codesign.passage import ENDORSEMENT
from proposals.codesign.statement import COVERED_SECTIONS
from proposals.codesign.statement_form import StatementForm
from proposals.document.comparing import FieldChange, compared
from proposals.document.declaration import section
from proposals.document.display import display
from proposals.http import answers_refusals, home_of, language, moved, new_key, whole_number
from proposals.models import Revision
from workflow.refusals import GateClosed, StaleVersion
from workflow.states import EndorsementState


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def endorse(request: HttpRequest, pk: str) -> HttpResponse:
    """The statement: kept as a draft, or signed for the covered sections of the revision that is shown."""
    access, endorsement = asking.own(request, pk)
    revision = selectors.latest_revision(access.proposal)
    answer = asking.signing(asking.answers(request, endorsement))
    if revision is None or answer is None:
        return redirect("codesign:partner", pk=pk)
    form = StatementForm(
        request.POST or None,
        asked=asking.asked(endorsement, revision.content),
        answers=asking.begun(endorsement),
        signing="sign" in request.POST,
    )
    sentences: tuple[str, ...] = ()
    changes: list[FieldChange] = []
    if request.method == "POST":
        moved(request)
        try:
            if form.is_valid():
                _save(request, endorsement, form.answers, revision)
                return redirect("codesign:partner", pk=pk)
        except GateClosed as refused:
            sentences = refused.sentences
        except StaleVersion as refused:
            sentences = (_("The proposal has changed since you opened this page. Read what changed, then sign."),)
            changes = _changes(request, revision) if refused.seen != endorsement.version else []
            endorsement = selectors.own_endorsement(actor_of(request), pk)
    context = {
        "access": access,
        "endorsement": endorsement,
        "revision": revision,
        "form": form,
        "answer": answer,
        "may_keep": endorsement.state in {*endorsing.DRAFTING, EndorsementState.INVITED},
        "sentences": sentences,
        "changes": changes or _since_signed(endorsement, revision),
        "sections": _covered_views(endorsement, revision),
        "always": [section(key).title for key in form.asked.sections],
        "told": door.told(ENDORSEMENT, endorsement, answer.row, actor=actor_of(request)),
        "key": new_key(),
    }
    return render(request, "codesign/endorse.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def again(request: HttpRequest, pk: str) -> HttpResponse:
    """A stale endorsement: before and after of what was endorsed and has changed, and one answer to it."""
    access, endorsement = asking.own(request, pk)
    revision = selectors.latest_revision(access.proposal)
    answer = asking.signing(asking.answers(request, endorsement))
    signed = Statement.objects.filter(endorsement=endorsement).select_related("revision").first()
    if revision is None or answer is None or signed is None or endorsement.state != EndorsementState.STALE:
        return redirect("codesign:partner", pk=pk)
    asked = asking.asked(endorsement, revision.content)
    form = AgainForm(request.POST or None, asked=asked, answers=signed.answers, word=_word(request))
    sentences: tuple[str, ...] = ()
    if request.method == "POST":
        seen, key = moved(request)
        try:
            if form.is_valid():
                _answer_again(request, endorsement, form, revision, seen, key)
                return redirect("codesign:partner", pk=pk)
        except GateClosed as refused:
            sentences = refused.sentences
        except StaleVersion:
            sentences = (_("The proposal has changed again. Read what changed, then answer."),)
            endorsement = selectors.own_endorsement(actor_of(request), pk)
    context = {
        "access": access,
        "endorsement": endorsement,
        "revision": revision,
        "signed": signed,
        "form": form,
        "sentences": sentences,
        "changes": _since_signed(endorsement, revision),
        "because": reading.stale_sentence(endorsement),
        "told": door.told(ENDORSEMENT, endorsement, answer.row, actor=actor_of(request)),
        "key": new_key(),
    }
    return render(request, "codesign/again.html", context, status=422 if request.method == "POST" else 200)


@require_safe
def statement(request: HttpRequest, pk: str, endorsement: str) -> HttpResponse:
    """What was signed, as this reader may know it; `?signing=` shows an earlier signing."""
    actor = actor_of(request)
    access = selectors.get(actor, pk)
    number = request.GET.get("signing", "")
    wanted = int(number) if number.isdecimal() and len(number) < 6 else None
    found = reading.signed(access, actor, endorsement, wanted)
    context = {
        "access": access,
        "home": home_of(access),
        "found": found,
        "statement": found.statement,
        "endorsement": found.endorsement,
        "groups": list(reading.groups(found.statement, language(), everything=found.everything)),
        "changes": reading.changes(found, language()),
        "covers": [(section(key), sha) for key, sha in found.statement.hashes.items()],
        "because": reading.stale_sentence(found.endorsement),
        "reason": reading.endings(access.proposal).get(found.endorsement.pk, ""),
    }
    return render(request, "codesign/statement.html", context)


def _save(request: HttpRequest, endorsement: Endorsement, answers: dict[str, Any], shown: Revision) -> None:
    seen, key = moved(request)
    if "sign" not in request.POST:
        endorsing.save_draft(endorsement.pk, answers, actor=actor_of(request), seen_version=seen)
        messages.success(request, _("Your draft is kept. Nobody else sees it before you sign."))
        return
    _sign(request, endorsement, answers, shown, seen, key)
    messages.success(request, _("Thank you. Your endorsement is signed."))


def _sign(
    request: HttpRequest, endorsement: Endorsement, answers: dict[str, Any], shown: Revision, seen: int, key: str
) -> None:
    endorsing.sign(
        endorsement.pk,
        answers,
        actor=actor_of(request),
        seen_version=seen,
        seen_revision=whole_number(request.POST.get("seen_revision", "")),
        shown_text=reading.as_text(shown.content, endorsing.covered_by(endorsement, answers), language()),
        language=language(),
        idempotency_key=key,
    )


def _word(request: HttpRequest) -> str:
    """Which of the three buttons was pressed."""
    return next((word for word in AgainForm.WORDS if word in request.POST), "")


def _answer_again(
    request: HttpRequest, endorsement: Endorsement, form: AgainForm, revision: Revision, seen: int, key: str
) -> None:
    if form.word == "withdraw":
        endorsing.move(
            endorsement.pk,
            "withdraw",
            actor=actor_of(request),
            reason=form.cleaned_data["reason"],
            seen_version=seen,
            idempotency_key=key,
        )
        messages.success(request, _("Your answer is on record. Thank you."))
        return
    _sign(request, endorsement, form.answers, revision, seen, key)
    messages.success(request, _("Thank you. Your endorsement is signed again."))


def _covered_views(endorsement: Endorsement, revision: Revision) -> list[Any]:
    """Every section that the statement may cover, for reading beside it."""
    wanted = endorsing.covered_by(endorsement, {})
    return [view for view in display(revision.content, language()) if view.key in wanted]


def _since_signed(endorsement: Endorsement, revision: Revision) -> list[FieldChange]:
    """Before and after of exactly the endorsed sections that changed in substance since they were signed."""
    signed = Statement.objects.filter(endorsement=endorsement).select_related("revision").first()
    if signed is None or endorsement.state != EndorsementState.STALE:
        return []
    changed = [key for key, sha in signed.hashes.items() if revision.substance.get(key) != sha]
    return compared(signed.revision.content, revision.content, language(), changed) if changed else []


def _changes(request: HttpRequest, revision: Revision) -> list[FieldChange]:
    """What changed since the page was opened, in the sections that a statement may cover."""
    seen = Revision.objects.filter(
        proposal=revision.proposal_id, number=whole_number(request.POST.get("seen_revision", ""))
    ).first()
    return compared(seen.content, revision.content, language(), COVERED_SECTIONS) if seen else []
