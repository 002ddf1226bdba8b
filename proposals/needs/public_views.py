"""What employers need: the page and the table that everybody may see."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from proposals.http import language
from proposals.needs.public import public, table

MOST_ROWS = 50  # of one table on the page; the CSV has all


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    context = {"found": public(language()), "most": f":{MOST_ROWS}", "limit": settings.SMALL_NUMBERS}
    return render(request, "needs/public.html", context)


@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="tidemark-what-employers-need.csv"'}
    return HttpResponse(table(public(language())), content_type="text/csv; charset=utf-8", headers=headers)
