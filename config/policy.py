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
    "account_confirm_login_code": PUBLIC,
    "account_request_login_code": PUBLIC,
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
    "guest_ended": PUBLIC,
    "guest_account": GUEST,
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
    # proposals
    "proposals:queue": SIGNED_IN,
    "proposals:list": SIGNED_IN,
    "proposals:new": SIGNED_IN,
    "proposals:page": SIGNED_IN,
    "proposals:document": GUEST,
    "proposals:declarations": SIGNED_IN,
    "proposals:history": SIGNED_IN,
    "proposals:move": SIGNED_IN,
    # writing
    "writing:section": SIGNED_IN,
    "writing:autosave": SIGNED_IN,
    "writing:matrix": SIGNED_IN,
    "writing:revisions": GUEST,
    "writing:compare": GUEST,
    "writing:looked": GUEST,
    "writing:restore": SIGNED_IN,
    # starts
    "starts:templates": SIGNED_IN,
    "starts:retire": SIGNED_IN,
    "starts:keep": SIGNED_IN,
    # files
    "files:list": GUEST,
    "files:download": GUEST,
    "files:remove": SIGNED_IN,
    # overlap
    "overlap:near": SIGNED_IN,
    # insight
    "insight:public": PUBLIC,
    "insight:public_table": PUBLIC,
    "insight:home": SIGNED_IN,
    "insight:report": SIGNED_IN,
    "insight:table": SIGNED_IN,
    # exchange
    "exchange:imports": SIGNED_IN,
    "exchange:template": SIGNED_IN,
    "exchange:job": SIGNED_IN,
    "exchange:start": SIGNED_IN,
    "exchange:stop": SIGNED_IN,
    "exchange:cases": SIGNED_IN,
    "exchange:document": GUEST,
    "exchange:schema": PUBLIC,
    # needs
    "needs:list": SIGNED_IN,
    "needs:new": SIGNED_IN,
    "needs:page": SIGNED_IN,
    "needs:close": SIGNED_IN,
    "needs:support": SIGNED_IN,
    "needs:withdraw": SIGNED_IN,
    "needs:table": SIGNED_IN,
    "needs:public": PUBLIC,
    "needs:public_table": PUBLIC,
    # joining
    "joining:ask": PUBLIC,
    "joining:sent": PUBLIC,
    "joining:confirm": PUBLIC,
    "joining:list": SIGNED_IN,
    "joining:request": SIGNED_IN,
    "joining:admit": SIGNED_IN,
    "joining:decline": SIGNED_IN,
    # codesign
    "codesign:invite": SIGNED_IN,
    "codesign:partners": SIGNED_IN,
    "codesign:follow_up": SIGNED_IN,
    "codesign:ask_for_link": PUBLIC,
    "codesign:link_asked": PUBLIC,
    "codesign:hand_on": GUEST,
    "codesign:partner": GUEST,
    "codesign:endorse": GUEST,
    "codesign:again": GUEST,
    "codesign:statement": GUEST,
    "codesign:answer": GUEST,
    # talk
    "talk:comments": GUEST,
    "talk:thread": GUEST,
    "talk:settle": GUEST,
    "talk:move": GUEST,
    "talk:edit": GUEST,
    "talk:versions": GUEST,
    # suggestions
    "suggestions:list": GUEST,
    "suggestions:new": GUEST,
    "suggestions:page": GUEST,
    # review
    "review:overview": SIGNED_IN,
    "review:assign": SIGNED_IN,
    "review:recuse": SIGNED_IN,
    "review:consensus": SIGNED_IN,
    "review:recommendation": SIGNED_IN,
    "review:mine": SIGNED_IN,
    "review:submit": SIGNED_IN,
    "review:criterion": SIGNED_IN,
    "review:changes": SIGNED_IN,
    "review:conditions": SIGNED_IN,
    "review:letter": SIGNED_IN,
    "review:bundles": SIGNED_IN,
    "review:bundle": SIGNED_IN,
    "review:letter_pdf": SIGNED_IN,
    # frameworks
    "frameworks:list": SIGNED_IN,
    "frameworks:in_force": PUBLIC,
    "frameworks:page": SIGNED_IN,
    "frameworks:compare": SIGNED_IN,
    "frameworks:begin": SIGNED_IN,
    "frameworks:edit": SIGNED_IN,
    "frameworks:part": SIGNED_IN,
    "frameworks:add": SIGNED_IN,
    "frameworks:shift": SIGNED_IN,
    "frameworks:take_out": SIGNED_IN,
    "frameworks:publish": SIGNED_IN,
    "frameworks:trials": SIGNED_IN,
    "frameworks:try": SIGNED_IN,
    "frameworks:trial": SIGNED_IN,
    "frameworks:stop": SIGNED_IN,
    "frameworks:go_on": SIGNED_IN,
    "frameworks:table": SIGNED_IN,
    "frameworks:move": SIGNED_IN,
    "frameworks:look_again": SIGNED_IN,
    "frameworks:rereviews": SIGNED_IN,
    "frameworks:rereview": SIGNED_IN,
    "frameworks:history": SIGNED_IN,
    # register
    "register:list": PUBLIC,
    "register:listing": PUBLIC,
    "register:move": SIGNED_IN,
}
