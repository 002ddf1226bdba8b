"""The demo's people, each one click away. Closed by the policy table where there is no demo."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from partners.actors_http import actor_of
from partners.models import Organisation, User

BACKEND = "django.contrib.auth.backends.ModelBackend"
FICTIONAL = ".example"


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    organisations = (
        Organisation.objects.filter(memberships__user__email__endswith=FICTIONAL)
        .distinct()
        .prefetch_related("memberships__user")
        .order_by("kind", "name")
    )
    operators = User.objects.filter(is_staff=True, email__endswith=FICTIONAL)
    return render(request, "partners/demo.html", {"organisations": organisations, "operators": operators})


@require_POST
def sign_in(request: HttpRequest, pk: str) -> HttpResponse:
    user = get_object_or_404(User, pk=pk, email__endswith=FICTIONAL, is_active=True, is_guest=False)
    if actor_of(request).user is not None:
        request.session.flush()  # somebody else's, guests' too; an anonymous one may hold what its reader typed
    login(request, user, backend=BACKEND)
    return redirect("notifications:operations" if user.is_staff else "proposals:queue")
