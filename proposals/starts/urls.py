from django.urls import path

from proposals.starts import views

app_name = "starts"
urlpatterns = [
    path("work/templates/", views.templates, name="templates"),
    path("work/templates/<uuid:pk>/retire/", views.retire, name="retire"),
    path("work/proposals/<uuid:pk>/template/", views.keep, name="keep"),
]
