from django.urls import path

from proposals.contributions import views

app_name = "contributions"
urlpatterns = [
    path("work/proposals/<uuid:pk>/contributions/", views.ledger, name="ledger"),
]
