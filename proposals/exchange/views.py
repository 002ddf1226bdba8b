"""Files in and out."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.actors import Actor
from partners.actors_http import actor_of
from partners.models import Organisation
from partners.roles import Role
from partners.selectors import organisations_where
from proposals import selectors
from proposals.document.schema import schema as document_schema
from proposals.exchange import exporting, services
from proposals.exchange import selectors as exchange
from proposals.exchange import template as spreadsheet
from proposals.exchange.forms import ImportForm
from proposals.exchange.models import Status
from proposals.forms import FilterForm
from proposals.http import home_of, language
from proposals.pdf import PdfUnavailable

PER_PAGE = 20
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
}


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """The imports so far, and a file to check."""
    actor = actor_of(request)
    form = ImportForm(request.POST or None, request.FILES or None, institutions=_institutions(actor))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        institution = form.cleaned_data["institution"]
        job = services.check(file.read(), file.name, form.extension, institution=institution, actor=actor)
        return redirect("exchange:job", pk=job.pk)
    page = Paginator(exchange.jobs(actor), PER_PAGE).get_page(request.GET.get("page"))
    status = 422 if request.method == "POST" else 200
    return render(request, "exchange/imports.html", {"form": form, "page": page}, status=status)


@require_safe
def job(request: HttpRequest, pk: str) -> HttpResponse:
    """What the dry run found, or how far it is."""
    found = exchange.job(actor_of(request), pk)
    rows = found.faults if found.status == Status.REFUSED else found.rows.select_related("proposal")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "exchange/job.html", {"job": found, "page": page})


@require_POST
def start(request: HttpRequest, pk: str) -> HttpResponse:
    services.start(pk, actor=actor_of(request))
    return redirect("exchange:job", pk=pk)


@require_POST
def stop(request: HttpRequest, pk: str) -> HttpResponse:
    found = services.stop(pk, actor=actor_of(request))
    if found.status == Status.STOPPED:
        messages.success(request, _("Stopped. What is made stays; you can go on later."))
    return redirect("exchange:job", pk=pk)


@require_safe
def template(request: HttpRequest, table: str) -> HttpResponse:
    _institutions(actor_of(request))
    return _file(spreadsheet.template(table), f"tidemark-import.{table}")


@require_safe
def cases(request: HttpRequest, table: str) -> HttpResponse:
    """The list of proposals as it is filtered."""
    actor = actor_of(request)
    form = FilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = selectors.search(actor, words=asked.get("q", ""), state=asked.get("state", ""), mark=asked.get("mark", ""))
    return _file(exporting.cases(actor, found[: exporting.MOST_CASES], table), f"tidemark-proposals.{table}")


@require_safe
def document(request: HttpRequest, pk: str, extension: str) -> HttpResponse:
    access = selectors.get(actor_of(request), pk)
    try:
        match extension:
            case "json":
                data = exporting.as_json(access)
            case "html":
                data = exporting.as_html(access, language())
            case _:
                data = exporting.as_pdf(access, language())
    except PdfUnavailable:
        return render(request, "exchange/no_pdf.html", {"access": access, "home": home_of(access)}, status=503)
    return _file(data, f"{access.proposal.number}.{extension}")


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """What a document may hold, as JSON Schema."""
    return JsonResponse(document_schema(), json_dumps_params={"ensure_ascii": False, "indent": 2})


def _institutions(actor: Actor) -> QuerySet[Organisation]:
    """Those that the person writes for. Raises Http404: none."""
    found = organisations_where(actor.user, Role.AUTHOR)
    if not found:
        raise Http404
    return found


def _file(data: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(data, content_type=TYPES[name.rpartition(".")[2]], headers=headers)
