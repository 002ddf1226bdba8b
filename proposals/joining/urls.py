from django.urls import path

from proposals.joining import province_views, views

app_name = "joining"
urlpatterns = [
    path("join/", views.ask, name="ask"),
    path("join/sent/", views.sent, name="sent"),
    path("join/confirm/<str:token>/", views.confirm, name="confirm"),
    path("join/requests/", province_views.listing, name="list"),
    path("join/requests/<uuid:pk>/", province_views.request_page, name="request"),
    path("join/requests/<uuid:pk>/admit/", province_views.admit, name="admit"),
    path("join/requests/<uuid:pk>/decline/", province_views.decline, name="decline"),
]
