from django.urls import path

from proposals.needs import views

app_name = "needs"
urlpatterns = [
    path("needs/", views.listing, name="list"),
    path("needs/new/", views.new, name="new"),
    path("needs/<uuid:need>/", views.page, name="page"),
    path("needs/<uuid:need>/close/", views.close, name="close"),
]
