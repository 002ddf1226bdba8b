from django.urls import path

from proposals.due import views

app_name = "due"
urlpatterns = [
    path("work/calendar/", views.page, name="page"),
    path("work/calendar/change/", views.change, name="change"),
    path("calendar/<str:token>.ics", views.feed, name="feed"),
]
