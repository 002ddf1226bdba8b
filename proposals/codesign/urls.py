"""The partners' pages and what the institution does with partners; all under the case."""

from django.urls import path

from proposals.codesign import invitation_views, views

app_name = "codesign"
urlpatterns = [
    path("work/proposals/<uuid:pk>/invite/", invitation_views.invite, name="invite"),
    path("work/proposals/<uuid:pk>/partner/", views.partner, name="partner"),
    path("work/proposals/<uuid:pk>/endorse/", views.endorse, name="endorse"),
    path("work/proposals/<uuid:pk>/answer/<slug:name>/", views.answer, name="answer"),
]
