"""allauth's rules for us: nobody signs up alone; people join by an invitation."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from partners.models import User
from partners.services import account_of_guest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Who signs in by a code or a new password, both mailed to their address, has asked for an account."""
        if user.is_active and user.is_guest:
            account_of_guest(user)
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer
