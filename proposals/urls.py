"""Pages of the case itself; those of its rooms are included beside."""

from django.urls import path

from proposals import case_views, views

app_name = "proposals"
urlpatterns = [
    path("work/", views.queue, name="queue"),
    path("work/proposals/", views.listing, name="list"),
    path("work/proposals/new/", views.new, name="new"),
    path("work/proposals/<uuid:pk>/", case_views.page, name="page"),
    path("work/proposals/<uuid:pk>/document/", case_views.document, name="document"),
    path("work/proposals/<uuid:pk>/declarations/", case_views.declarations, name="declarations"),
    path("work/proposals/<uuid:pk>/history/", case_views.history, name="history"),
    path("work/proposals/<uuid:pk>/move/<slug:name>/", case_views.move, name="move"),
]
