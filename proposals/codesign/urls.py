"""The partners' pages and what the institution does with partners; all under the case."""

from django.urls import path

from proposals.codesign import guest_views, invitation_views, statement_views, views

app_name = "codesign"
urlpatterns = [
    path("work/proposals/<uuid:pk>/invite/", invitation_views.invite, name="invite"),
    path("work/proposals/<uuid:pk>/partners/", invitation_views.partners, name="partners"),
    path(
        "work/proposals/<uuid:pk>/partners/<uuid:invitation_id>/<slug:action>/",
        invitation_views.follow_up,
        name="follow_up",
    ),
    path("guest/new-link/", guest_views.ask_for_link, name="ask_for_link"),
    path("guest/asked/", guest_views.link_asked, name="link_asked"),
    path("work/proposals/<uuid:pk>/hand-on/", guest_views.hand_on, name="hand_on"),
    path("work/proposals/<uuid:pk>/partner/", views.partner, name="partner"),
    path("work/proposals/<uuid:pk>/endorse/", statement_views.endorse, name="endorse"),
    path("work/proposals/<uuid:pk>/endorse/again/", statement_views.again, name="again"),
    path("work/proposals/<uuid:pk>/endorsements/<uuid:endorsement>/", statement_views.statement, name="statement"),
    path("work/proposals/<uuid:pk>/answer/<slug:name>/", views.answer, name="answer"),
]
