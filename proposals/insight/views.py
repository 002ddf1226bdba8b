"""Figures of the process as pages and as CSV: for the Province, for each institution, and one page for everybody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partners.actors_http import actor_of
from proposals.exchange.spreadsheet import to_csv
from proposals.insight import market
from proposals.insight.reports import REPORTS, Report, open_to
from proposals.insight.scope import Asked, AskedForm, asked, scope_of
from proposals.insight.tables import Table


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return report(request, "now")


@require_safe
def report(request: HttpRequest, name: str) -> HttpResponse:
    found, form, question = _asked(request, name)
    context = {
        "name": name,
        "report": found,
        "reports": open_to(question.scope),
        "fields": [form[field] for field in found.filters if field in form.fields],
        "tables": found.tables(question),
        "province": question.scope.province,
        "chosen": question.institution,
    }
    return render(request, "insight/report.html", context)


@require_safe
def table(request: HttpRequest, name: str, key: str) -> HttpResponse:
    found, _form, question = _asked(request, name)
    return _file(found.tables(question), key, f"tidemark-{name}-{key}.csv")


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    return render(request, "insight/public.html", {"tables": market.tables()})


@require_safe
def public_table(request: HttpRequest, key: str) -> HttpResponse:
    return _file(market.tables(), key, f"tidemark-time-to-market-{key}.csv")


def _asked(request: HttpRequest, name: str) -> tuple[Report, AskedForm, Asked]:
    """Raises Http404 where there is no such page, or not for this reader."""
    scope = scope_of(actor_of(request))
    found = REPORTS.get(name)
    if found is None or not found.open_to(scope):
        raise Http404
    form, question = asked(request.GET, scope)
    return found, form, question


def _file(tables: list[Table], key: str, name: str) -> HttpResponse:
    found = next((one for one in tables if one.key == key), None)
    if found is None:
        raise Http404
    response = HttpResponse(to_csv([list(found.columns), *found.texts]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
