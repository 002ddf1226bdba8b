from django.urls import path

from proposals.talk import views

app_name = "talk"
TALK = "work/proposals/<uuid:pk>/comments/"
urlpatterns = [
    path(TALK, views.comments, name="comments"),
    path(TALK + "<uuid:thread>/", views.thread, name="thread"),
    path(TALK + "<uuid:thread>/settle/", views.settle, name="settle"),
    path(TALK + "<uuid:thread>/move/", views.move, name="move"),
    path(TALK + "said/<uuid:comment>/edit/", views.edit, name="edit"),
    path(TALK + "said/<uuid:comment>/versions/", views.versions, name="versions"),
]
