from django.urls import path

from proposals.contributions import views

app_name = "contributions"
urlpatterns = [
    path("work/proposals/<uuid:pk>/contributions/", views.ledger, name="ledger"),
    path("organisations/<uuid:pk>/partners/", views.partners, name="partners"),
    path("organisations/<uuid:pk>/partners/table.csv", views.partners_table, name="partners_table"),
]
