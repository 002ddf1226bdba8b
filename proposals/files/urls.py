from django.urls import path

from proposals.files import views

app_name = "files"
urlpatterns = [
    path("work/proposals/<uuid:pk>/files/", views.files, name="list"),
    path("work/files/<uuid:pk>/", views.download, name="download"),
    path("work/files/<uuid:pk>/remove/", views.remove, name="remove"),
]
