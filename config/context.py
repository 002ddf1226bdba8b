from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `demo`, for the banner."""
    return {"demo": settings.DEMO}
