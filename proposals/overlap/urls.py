from django.urls import path

from proposals.overlap import views

app_name = "overlap"
urlpatterns = [path("work/proposals/<uuid:pk>/overlap/", views.near, name="near")]
