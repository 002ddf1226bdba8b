"""The reviewer's own pages: declare first, then one criterion after the other, then submit."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partners.actors_http import actor_of
from proposals import door, selectors
from proposals.case_page import endorsement_lines, partners
from proposals.document.comparing import FieldChange, compared
from proposals.document.declaration import section
from proposals.document.display import display
from proposals.facts import dossier
from proposals.http import answers_refusals, language, moved, new_key, whole_number
from proposals.models import Proposal, Revision
from proposals.review import judging, ledger, quoting
from proposals.review.declaring_views import declare
from proposals.review.forms import NoteForm, VerdictForm
from proposals.review.models import Note, RequiredChange, Review, Verdict
from proposals.review.passage import REVIEW
from proposals.selectors import Access
from workflow.refusals import GateClosed
from workflow.states import REVIEW_CLEAN, ReviewState
from workflow.states import ProposalState as P

JUDGING = frozenset({ReviewState.DECLARED, ReviewState.IN_PROGRESS})


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def mine(request: HttpRequest, pk: str) -> HttpResponse:
    """Before the declaration this page shows title and institution, and nothing of the document."""
    actor = actor_of(request)
    review = selectors.get_review(actor, pk)
    if review.state == ReviewState.RECUSED:
        return render(request, "review/stepped_back.html", {"review": review})
    if review.state == ReviewState.ASSIGNED:
        return declare(request, review)
    access = selectors.get(actor, pk, "review")
    case = dossier(access.proposal)
    context = {
        "access": access,
        "review": review,
        "sheet": ledger.sheet(case, review),
        "partners": partners(case),
        "endorsement_lines": endorsement_lines(case),
        "judging": _judging(review),
        "told": door.would_tell(REVIEW, review, "submit", actor=actor),
        "key": new_key(),
    }
    return render(request, "review/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def criterion(request: HttpRequest, pk: str, key: str) -> HttpResponse:
    """The sections that a criterion looks at beside the verdict; after a return, what changed and the answers."""
    actor = actor_of(request)
    access = selectors.get(actor, pk, "review")
    review = selectors.get_review(actor, pk)
    sheet = ledger.sheet(dossier(access.proposal), review)
    line = sheet.line(key)
    if line is None or review.state not in REVIEW_CLEAN:
        raise Http404
    revision = selectors.readable_revision(access)
    form, notes = _forms(request, review, line.verdict, key, revision)
    if request.method == "POST" and "quote" not in request.POST and _write(request, review, key, form, notes):
        following = sheet.after(key)
        if "note" in request.POST:
            return redirect("review:criterion", pk=pk, key=key)
        return redirect("review:criterion", pk=pk, key=following) if following else redirect("review:mine", pk=pk)
    judged = line.criterion.sections
    changes = _since_last_round(access, review, key, judged)
    answered = _answers(access.proposal, key)
    beside = {change.section for change in answered}
    context = {
        "access": access,
        "line": line,
        "sheet": sheet,
        "following": sheet.after(key),
        "form": form,
        "notes": notes,
        "judging": _judging(review),
        "revision": revision,
        "sections": [one for one in display(revision.content if revision else {}, language()) if one.key in judged],
        "answered": [(one, [field for field in changes if field.section == one.section]) for one in answered],
        "changes": [field for field in changes if field.section not in beside],
        "titles": [section(one).title for one in judged],
    }
    wrong = form.is_bound or notes.is_bound
    return render(request, "review/criterion.html", context, status=422 if wrong else 200)


def _judging(review: Review) -> bool:
    return review.state in JUDGING and review.proposal.state == P.UNDER_REVIEW


def _forms(
    request: HttpRequest, review: Review, verdict: Verdict | None, key: str, revision: Revision | None
) -> tuple[VerdictForm, NoteForm]:
    """As typed; a quotation that was asked for stands at the end of the comment, and nothing is kept yet."""
    note = Note.objects.filter(review=review, criterion=key).first()
    initial: dict[str, Any] = {"value": verdict.value, "comment": verdict.comment} if verdict else {}
    kept = {"text": note.text if note else ""}
    if request.method != "POST":
        return VerdictForm(initial=initial), NoteForm(initial=kept)
    if "quote" not in request.POST:
        only_notes = "note" in request.POST
        typed = {"value": request.POST.get("value", ""), "comment": request.POST.get("comment", "")}
        form = VerdictForm(initial=initial | typed) if only_notes else VerdictForm(request.POST)
        return form, NoteForm(request.POST)
    words = quoting.quoted(revision.content if revision else {}, request.POST["quote"], language())
    comment = "\n".join(part for part in (request.POST.get("comment", "").rstrip(), words) if part) + "\n"
    form = VerdictForm(initial={"value": request.POST.get("value", ""), "comment": comment.lstrip("\n")})
    form.fields["comment"].widget.attrs["autofocus"] = True
    return form, NoteForm(initial={"text": request.POST.get("text", "")})


def _write(request: HttpRequest, review: Review, key: str, form: VerdictForm, notes: NoteForm) -> bool:
    """Keep the verdict with the notes, or the notes alone. False where something is not valid."""
    actor = actor_of(request)
    valid = notes.is_valid()  # both are asked, so that each shows what is wrong with it
    if form.is_bound and not form.is_valid():
        return False
    if not valid:
        return False
    if form.is_bound:
        try:
            judging.save_verdict(
                review.pk,
                key,
                actor=actor,
                seen_revision=whole_number(request.POST.get("seen_revision", "")),
                **form.cleaned_data,
            )
        except GateClosed as refused:
            form.add_error("comment", refused.sentences[0])
            return False
    judging.keep_note(review.pk, key, notes.cleaned_data["text"], actor=actor)
    messages.success(request, _("Your notes are kept.") if not form.is_bound else _("%(key)s is kept.") % {"key": key})
    return True


def _since_last_round(access: Access, review: Review, key: str, sections: tuple[str, ...]) -> list[FieldChange]:
    """What changed in these sections since this reviewer judged the criterion, else since the submission before."""
    submitted = selectors.readable_revisions(access)
    now = selectors.readable_revision(access)
    judged = Verdict.objects.filter(review=review, criterion=key, round__lt=access.proposal.round)
    last = judged.select_related("revision").order_by("-round").first()
    before = last.revision if last else (submitted.filter(number__lt=now.number).first() if now else None)
    if before is None or now is None:
        return []
    return compared(before.content, now.content, language(), sections)


def _answers(proposal: Proposal, key: str) -> list[RequiredChange]:
    return list(RequiredChange.standing.filter(proposal=proposal, round=proposal.round - 1, criterion=key))


@require_POST
@answers_refusals
def submit(request: HttpRequest, pk: str) -> HttpResponse:
    actor = actor_of(request)
    review = selectors.get_review(actor, pk)
    seen, key = moved(request)
    judging.submit_review(review.pk, actor=actor, seen_version=seen, idempotency_key=key)
    messages.success(request, _("Your review is in. The coordinator is told."))
    return redirect("review:mine", pk=pk)
