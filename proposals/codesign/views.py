"""The partner's pages, for members and for guests by a mailed link."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.actors_http import actor_of
from proposals import door, selectors
from proposals.case_page import partner as partner_line
from proposals.codesign import endorsing, talking
from proposals.codesign.forms import StatementForm
from proposals.codesign.models import Endorsement, Statement
from proposals.codesign.passage import ENDORSEMENT
from proposals.codesign.statement import COVERED_SECTIONS
from proposals.document.comparing import FieldChange, compared
from proposals.document.display import Row, display, public_view
from proposals.http import answers_refusals, language, moved, new_key, reason_of, whole_number
from proposals.models import Revision
from workflow.refusals import GateClosed, ReasonMissing, StaleVersion
from workflow.services import Answer
from workflow.states import EndorsementState

SIGNING = frozenset({"sign", "reaffirm"})
IN_SHORT = (
    ("A", "summary"),
    ("D", "audience"),
    ("G", "total_hours"),
    ("G", "mode"),
    ("F", "passing_standard"),
    ("H", "employment"),
    ("I", "price"),
)


@require_safe
def partner(request: HttpRequest, pk: str) -> HttpResponse:
    """One plain page: what it is about, where it stands, what we ask. GET changes nothing."""
    actor = actor_of(request)
    access, endorsement = _own(request, pk)
    content = selectors.content(access)
    answers = _answers(request, endorsement)
    context = {
        "access": access,
        "endorsement": endorsement,
        "line": partner_line(endorsement),
        "short": _in_short(content),
        "competencies": content.get("E", {}).get("competencies") or [],
        "may_sign": any(one.row.name in SIGNING and one.permitted for one in answers),
        "may_answer": [one.row for one in answers if one.row.name in {"decline", "withdraw"} and one.permitted],
        "may_hand_on": any(one.row.name == "hand_on" and one.open for one in answers),
        "comment_count": talking.comments(access).count(),
        "signed": Statement.objects.filter(endorsement=endorsement).first(),
        "actor": actor,
    }
    return render(request, "codesign/partner.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def endorse(request: HttpRequest, pk: str) -> HttpResponse:
    """The statement: kept as a draft, or signed for the covered sections of the revision that is shown."""
    access, endorsement = _own(request, pk)
    revision = selectors.latest_revision(access.proposal)
    answer = next((one for one in _answers(request, endorsement) if one.row.name in SIGNING and one.permitted), None)
    if revision is None or answer is None:
        return redirect("codesign:partner", pk=pk)
    competencies = revision.content.get("E", {}).get("competencies") or []
    form = StatementForm(request.POST or None, competencies=competencies, draft=endorsement.draft)
    sentences: tuple[str, ...] = ()
    changes: list[FieldChange] = []
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, endorsement, form, revision)
        except GateClosed as refused:
            sentences = refused.sentences
        except StaleVersion as refused:
            sentences = (_("The proposal has changed since you opened this page. Read what changed, then sign."),)
            changes = _changes(request, revision) if refused.seen != endorsement.version else []
            endorsement = selectors.own_endorsement(actor_of(request), pk)
        else:
            return redirect("codesign:partner", pk=pk)
    context = {
        "access": access,
        "endorsement": endorsement,
        "revision": revision,
        "form": form,
        "answer": answer,
        "sentences": sentences,
        "changes": changes or _since_signed(endorsement, revision),
        "sections": [view for view in display(revision.content, language()) if view.key in COVERED_SECTIONS],
        "key": new_key(),
    }
    return render(request, "codesign/endorse.html", context, status=422 if request.method == "POST" else 200)


def _save(request: HttpRequest, endorsement: Endorsement, form: StatementForm, shown: Revision) -> None:
    actor = actor_of(request)
    seen, key = moved(request)
    if "sign" not in request.POST:
        endorsing.save_draft(endorsement.pk, form.answers, actor=actor, seen_version=seen)
        messages.success(request, _("Your draft is kept. Nobody else sees it before you sign."))
        return
    endorsing.sign(
        endorsement.pk,
        form.answers,
        actor=actor,
        seen_version=seen,
        seen_revision=whole_number(request.POST.get("seen_revision", "")),
        shown_text=_as_text(shown.content),
        language=language(),
        idempotency_key=key,
    )
    messages.success(request, _("Thank you. Your endorsement is signed."))


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def answer(request: HttpRequest, pk: str, name: str) -> HttpResponse:
    """Decline or withdraw, with a reason."""
    access, endorsement = _own(request, pk)
    sentences: tuple[str, ...] = ()
    if request.method == "POST":
        seen, key = moved(request)
        reason = reason_of(request)
        try:
            endorsing.move(
                endorsement.pk, name, actor=actor_of(request), reason=reason, seen_version=seen, idempotency_key=key
            )
        except ReasonMissing as refused:
            sentences = refused.sentences
        else:
            messages.success(request, _("Your answer is on record. Thank you."))
            return redirect("codesign:partner", pk=pk)
    found = next((one for one in _answers(request, endorsement) if one.row.name == name and one.permitted), None)
    if found is None or name in SIGNING:
        raise Http404
    context = {
        "access": access,
        "endorsement": endorsement,
        "answer": found,
        "told": door.told(ENDORSEMENT, endorsement, found.row, actor=actor_of(request)),
        "sentences": sentences,
        "reason": reason_of(request),
        "key": new_key(),
    }
    return render(request, "codesign/answer.html", context, status=422 if sentences else 200)


def _own(request: HttpRequest, pk: str) -> tuple[selectors.Access, Endorsement]:
    endorsement = selectors.own_endorsement(actor_of(request), pk)
    return selectors.get(actor_of(request), pk), endorsement


def _answers(request: HttpRequest, endorsement: Endorsement) -> list[Answer]:
    """A statement is signed from an invitation too: the first act opens it."""
    actor = actor_of(request)
    found = door.answers(ENDORSEMENT, endorsement, actor=actor)
    if endorsement.state == EndorsementState.INVITED:
        return [*found, *endorsing.answers_once_opened(endorsement, actor=actor)]
    return found


def _in_short(content: dict[str, Any]) -> list[Row]:
    """The few things that a partner wants to know before anything else."""
    rows = {(view.key, row.field): row for view in public_view(content, language()) for row in view.rows}
    return [rows[place] for place in IN_SHORT if place in rows]


def _since_signed(endorsement: Endorsement, revision: Revision) -> list[FieldChange]:
    """Before and after of exactly the endorsed sections that made it stale."""
    signed = Statement.objects.filter(endorsement=endorsement).select_related("revision").first()
    if signed is None or endorsement.state != EndorsementState.STALE:
        return []
    return compared(signed.revision.content, revision.content, language(), endorsement.stale_because.get("sections"))


def _changes(request: HttpRequest, revision: Revision) -> list[FieldChange]:
    seen = Revision.objects.filter(
        proposal=revision.proposal_id, number=whole_number(request.POST.get("seen_revision", ""))
    ).first()
    return compared(seen.content, revision.content, language(), COVERED_SECTIONS) if seen else []


def _as_text(content: dict[str, Any]) -> str:
    """The covered sections as they were shown."""
    return "\n\n".join(
        "\n".join([f"{view.key}. {view.title}", *(f"{row.label}: {' / '.join(row.lines)}" for row in view.rows)])
        for view in display(content, language())
        if view.key in COVERED_SECTIONS
    )
