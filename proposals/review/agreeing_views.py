"""Where reviewers differ, and what they agree on."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partners.actors_http import actor_of
from proposals import selectors
from proposals.facts import criteria_in_play, dossier
from proposals.http import answers_refusals, moved, new_key
from proposals.review import agreeing, ledger
from proposals.review.forms import ConsensusForm


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def consensus(request: HttpRequest, pk: str) -> HttpResponse:
    """Where reviewers differ, and one agreed verdict for each criterion."""
    actor = actor_of(request)
    access = selectors.get(actor, pk, "coordinate")
    case = dossier(access.proposal)
    agreed = {row.criterion: row for row in case.consensus}
    initial = {f"{key}-value": row.value for key, row in agreed.items()}
    initial |= {f"{key}-comment": row.comment for key, row in agreed.items()}
    form = ConsensusForm(request.POST or None, criteria=criteria_in_play(case), initial=initial)
    if request.method == "POST" and form.is_valid():
        seen, _key = moved(request)
        agreeing.agree(access.proposal.pk, form.verdicts, actor=actor, seen_version=seen)
        messages.success(request, _("The consensus is on record."))
        return redirect("review:overview", pk=pk)
    rows = ledger.rows(case)
    pairs = [(row, *form.pair(row.criterion.key)) for row in rows]
    context = {
        "access": access,
        "form": form,
        "differ": [row for row in rows if row.differ],
        "fresh": [one for one in pairs if one[0].kept is None or one[0].agreed],
        "kept": [one for one in pairs if one[0].kept and not one[0].agreed],
        "open": ledger.reviews_in(case),
        "key": new_key(),
    }
    return render(request, "review/consensus.html", context, status=422 if form.is_bound else 200)
