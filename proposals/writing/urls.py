from django.urls import path

from proposals.writing import matrix_views, revision_views, views

app_name = "writing"
CASE = "work/proposals/<uuid:pk>/"
urlpatterns = [
    path(CASE + "document/matrix/", matrix_views.matrix, name="matrix"),
    path(CASE + "document/<str:key>/", views.section, name="section"),
    path(CASE + "document/<str:key>/autosave/", views.autosave, name="autosave"),
    path(CASE + "revisions/", revision_views.revisions, name="revisions"),
    path(CASE + "revisions/compare/", revision_views.compare, name="compare"),
    path(CASE + "revisions/looked/", revision_views.looked, name="looked"),
    path(CASE + "revisions/<int:number>/restore/<str:key>/", revision_views.restore, name="restore"),
]
