from django.urls import path

from proposals.suggestions import views

app_name = "suggestions"
ALL = "work/proposals/<uuid:pk>/suggestions/"
urlpatterns = [
    path(ALL, views.suggestions, name="list"),
    path(ALL + "new/", views.new, name="new"),
    path(ALL + "<uuid:suggestion>/", views.page, name="page"),
]
