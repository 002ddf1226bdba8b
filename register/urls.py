from django.urls import path

from register import views

app_name = "register"
urlpatterns = [
    path("register/", views.listings, name="list"),
    path("register/<slug:slug>/", views.listing, name="listing"),
    path("register/<slug:slug>/verify/", views.verify, name="verify"),
    path("register/<slug:slug>/move/<slug:name>/", views.move, name="move"),
]
