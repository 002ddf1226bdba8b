from django.urls import path

from notifications.webhooks import views

app_name = "webhooks"

urlpatterns = [
    path("organisations/<uuid:pk>/webhooks/", views.overview, name="list"),
    path("organisations/<uuid:pk>/webhooks/new/", views.new, name="new"),
    path("webhooks/<uuid:endpoint>/", views.one, name="endpoint"),
    path("webhooks/<uuid:endpoint>/change/", views.change, name="change"),
    path("webhooks/<uuid:endpoint>/secret/", views.secret, name="secret"),
    path("webhooks/<uuid:endpoint>/test/", views.test, name="test"),
    path("webhooks/<uuid:endpoint>/replay/", views.replay, name="replay"),
    path("webhooks/<uuid:endpoint>/act/<str:name>/", views.act, name="act"),
    path("webhooks/deliveries/<uuid:delivery>/", views.delivery, name="delivery"),
    path("webhooks/deliveries/<uuid:delivery>/again/", views.again, name="again"),
    path("help/webhooks/", views.help_page, name="help"),
]
