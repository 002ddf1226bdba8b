"""Reading and writing comments."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partners.actors_http import actor_of
from proposals import selectors
from proposals.codesign import talking
from proposals.codesign.forms import CommentForm
from proposals.http import answers_refusals, home_of

PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def comments(request: HttpRequest, pk: str) -> HttpResponse:
    actor = actor_of(request)
    access = selectors.get(actor, pk)
    lanes = talking.lanes(access)
    form = CommentForm(request.POST or None, lanes=lanes)
    if request.method == "POST" and form.is_valid():
        talking.comment(actor=actor, proposal=access.proposal, **form.cleaned_data)
        messages.success(request, _("Your comment is there."))
        return redirect("codesign:comments", pk=pk)
    page = Paginator(talking.comments(access).order_by("-at", "id"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "access": access,
        "form": form,
        "page": page,
        "home": home_of(access),
        "readers": talking.readers(access),
    }
    return render(request, "codesign/comments.html", context, status=422 if form.is_bound else 200)
