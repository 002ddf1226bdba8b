"""The partners' pages and what the institution does with partners; all under the case."""

from django.urls import path

from proposals.codesign import comment_views, invitation_views, statement_views, views

app_name = "codesign"
urlpatterns = [
    path("work/proposals/<uuid:pk>/invite/", invitation_views.invite, name="invite"),
    path("work/proposals/<uuid:pk>/comments/", comment_views.comments, name="comments"),
    path("work/proposals/<uuid:pk>/partner/", views.partner, name="partner"),
    path("work/proposals/<uuid:pk>/endorse/", statement_views.endorse, name="endorse"),
    path("work/proposals/<uuid:pk>/endorse/again/", statement_views.again, name="again"),
    path("work/proposals/<uuid:pk>/endorsements/<uuid:endorsement>/", statement_views.statement, name="statement"),
    path("work/proposals/<uuid:pk>/answer/<slug:name>/", views.answer, name="answer"),
]
