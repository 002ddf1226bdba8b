from django.urls import path

from proposals.intake import views

app_name = "intake"
urlpatterns = [
    path("work/absences/", views.absences, name="absences"),
    path("work/absences/<uuid:absence>/end/", views.end, name="end"),
]
