"""Files of a case: the list with what to add, one file, and removing it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.actors_http import actor_of
from proposals import selectors
from proposals.document.declaration import SECTIONS
from proposals.files import scanning, services, storage
from proposals.files import selectors as attached
from proposals.files.content import TYPES
from proposals.files.forms import AttachForm
from proposals.files.refused import Refused
from proposals.http import answers_refusals, home_of
from proposals.selectors import Access
from workflow.refusals import NotYours
from workflow.states import EDITABLE

PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def files(request: HttpRequest, pk: str) -> HttpResponse:
    """`?section=C` chooses the section beforehand."""
    actor = actor_of(request)
    access = selectors.get(actor, pk)
    titles = {one.key: str(one.title) for one in SECTIONS}
    bound = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    form = AttachForm(**bound, titles=titles, initial={"section": request.GET.get("section", "A")})
    if request.method == "POST":
        if "write" not in access.permissions:
            raise NotYours
        if form.is_valid() and _attached(request, access, form):
            return redirect(f"{reverse('files:list', args=[pk])}?section={form.cleaned_data['section']}")
    page = Paginator(attached.attachments(access), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "access": access,
        "form": form if _editable(access) else None,
        "page": page,
        "titles": titles,
        "scanning": scanning.configured(),
        "home": home_of(access),
    }
    return render(request, "files/list.html", context, status=422 if request.method == "POST" else 200)


@require_safe
def download(request: HttpRequest, pk: str) -> FileResponse:
    """Always as a download, of the type that the check found, in a sandbox of its own."""
    _access, file = attached.attachment(actor_of(request), pk)
    try:
        opened = storage.path_of(file.stored).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(opened, as_attachment=True, filename=file.name, content_type=TYPES[file.kind])
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def remove(request: HttpRequest, pk: str) -> HttpResponse:
    """Asks once; `pk` is the file's."""
    actor = actor_of(request)
    access, file = attached.attachment(actor, pk)
    if "write" not in access.permissions:
        raise Http404
    if request.method == "POST":
        services.remove(file, actor=actor)
        messages.success(request, _("“%(name)s” is removed.") % {"name": file.name})
        return redirect("files:list", pk=access.proposal.pk)
    return render(request, "files/remove.html", {"access": access, "file": file})


def _attached(request: HttpRequest, access: Access, form: AttachForm) -> bool:
    """False: refused, and the form says why."""
    given = form.cleaned_data
    try:
        file = services.attach(
            access.proposal.pk,
            given["section"],
            given["file"].read(),
            given["file"].name,
            confidential=given["confidential"],
            actor=actor_of(request),
        )
    except Refused as refused:
        form.add_error("file", refused.sentence)
        return False
    messages.success(request, _("“%(name)s” is attached.") % {"name": file.name})
    return True


def _editable(access: Access) -> bool:
    return "write" in access.permissions and access.state in EDITABLE
