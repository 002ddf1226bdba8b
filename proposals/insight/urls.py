from django.urls import path

from proposals.insight import views

app_name = "insight"
urlpatterns = [
    path("time-to-market/", views.public, name="public"),
    path("time-to-market/<slug:key>.csv", views.public_table, name="public_table"),
    path("insight/", views.home, name="home"),
    path("insight/<slug:name>/", views.report, name="report"),
    path("insight/<slug:name>/<slug:key>.csv", views.table, name="table"),
]
