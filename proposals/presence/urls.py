from django.urls import path

from proposals.presence import views

app_name = "presence"
urlpatterns = [
    path("work/proposals/<uuid:pk>/seen/", views.seen, name="seen"),
]
