"""The partner's page, for members and for guests by a mailed link, and the answers that are no endorsement."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partners.actors_http import actor_of
from proposals import door, selectors
from proposals.codesign import asking, endorsing, reading
from proposals.codesign.models import Statement
from proposals.codesign.passage import ENDORSEMENT
from proposals.codesign.statement_form import CompetenciesForm
from proposals.document.display import Row, public_view
from proposals.http import answers_refusals, language, moved, new_key, reason_of
from proposals.presence.selectors import news
from proposals.talk import selectors as talk
from proposals.talk.beside import talk_about
from workflow.refusals import ReasonMissing
from workflow.states import EndorsementState

IN_SHORT = (
    ("A", "summary"),
    ("D", "audience"),
    ("G", "total_hours"),
    ("G", "mode"),
    ("F", "passing_standard"),
    ("H", "employment"),
    ("I", "price"),
)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def partner(request: HttpRequest, pk: str) -> HttpResponse:
    """One plain page: what it is about, where it stands, what we ask. A POST keeps what is said of the competencies,
    and leads on to the statement."""
    access, endorsement = asking.own(request, pk)
    answers = asking.answers(request, endorsement)
    may_sign = asking.signing(answers) is not None
    weighing = may_sign and endorsement.state in {*endorsing.DRAFTING, EndorsementState.INVITED} - {"stale"}
    content = selectors.content(access)
    talked = talk.counts(access)
    form = CompetenciesForm(request.POST or None, asked=asking.asked(endorsement, content), answers=endorsement.draft)
    if request.method == "POST":
        if not weighing:
            raise Http404
        seen, _key = moved(request)
        if form.is_valid():
            kept = {**asking.begun(endorsement), **form.answers}
            endorsing.save_draft(endorsement.pk, kept, actor=actor_of(request), seen_version=seen)
            return redirect("codesign:endorse", pk=pk)
    context = {
        "access": access,
        "endorsement": endorsement,
        "because": reading.stale_sentence(endorsement),
        "short": _in_short(content),
        "form": form if weighing else None,
        "competencies": content.get("E", {}).get("competencies") or [],
        "may_sign": may_sign,
        "may_answer": [one.row for one in answers if one.row.name in {"decline", "withdraw"} and one.permitted],
        "talk_about": talk_about(content, talked),
        "comment_count": talked.get("", 0),
        "may_hand_on": any(one.row.name == "hand_on" and one.open for one in answers),
        "signed": Statement.objects.filter(endorsement=endorsement).select_related("revision").first(),
        "key": new_key(),
        "news": news(access, endorsement.person),
    }
    return render(request, "codesign/partner.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def answer(request: HttpRequest, pk: str, name: str) -> HttpResponse:
    """Decline or withdraw, with a reason."""
    access, endorsement = asking.own(request, pk)
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
    found = next((one for one in asking.answers(request, endorsement) if one.row.name == name and one.permitted), None)
    if found is None or name in asking.SIGNING:
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


def _in_short(content: dict[str, Any]) -> list[Row]:
    """The few things that a partner wants to know before anything else."""
    rows = {(view.key, row.field): row for view in public_view(content, language()) for row in view.rows}
    return [rows[place] for place in IN_SHORT if place in rows]
