"""Who may come to which page at all: one row per route name. A route without a row is closed, and fails a test.

What a person may do with one object is decided behind this, by guarded selectors and by the door.
"""

from enum import StrEnum


class Access(StrEnum):
    PUBLIC = "public"  # everybody
    GUEST = "guest"  # signed in, or a guest who came in by a mailed link
    SIGNED_IN = "signed_in"
    DEMO = "demo"  # everybody, and only where TIDEMARK_DEMO is on


PUBLIC, GUEST, SIGNED_IN, DEMO = Access.PUBLIC, Access.GUEST, Access.SIGNED_IN, Access.DEMO

POLICY: dict[str, Access] = {
    # The site itself
    "home": PUBLIC,
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    "set_language": PUBLIC,
    # allauth
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,
    "account_reauthenticate": SIGNED_IN,
    "account_email": SIGNED_IN,
    "account_email_verification_sent": PUBLIC,
    "account_confirm_email": PUBLIC,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    # partners
    "organisation": SIGNED_IN,
    "organisation_invite": SIGNED_IN,
    "organisation_end_role": SIGNED_IN,
    "invitation_accept": PUBLIC,
    "account_settings": SIGNED_IN,
    "guest_landing": PUBLIC,
    "guest_code": PUBLIC,
    "guest_leave": PUBLIC,
    "demo_people": DEMO,
    "demo_sign_in": DEMO,
    # notifications
    "notifications:inbox": SIGNED_IN,
    "notifications:read_all": SIGNED_IN,
    "notifications:read": SIGNED_IN,
    "notifications:mailbox": DEMO,
    "notifications:mailbox_message": DEMO,
    "notifications:operations": SIGNED_IN,
    "notifications:replay": SIGNED_IN,
    # register
    "register:list": PUBLIC,
    "register:listing": PUBLIC,
    "register:move": SIGNED_IN,
}
