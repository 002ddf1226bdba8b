from django.urls import path

from proposals.needs import public_views, support_views, views

app_name = "needs"
urlpatterns = [
    path("what-employers-need/", public_views.page, name="public"),
    path("what-employers-need/table.csv", public_views.numbers, name="public_table"),
    path("needs/", views.listing, name="list"),
    path("needs/new/", views.new, name="new"),
    path("needs/board.csv", views.table, name="table"),
    path("needs/<uuid:need>/", views.page, name="page"),
    path("needs/<uuid:need>/close/", views.close, name="close"),
    path("needs/<uuid:need>/support/", support_views.support, name="support"),
    path("needs/<uuid:need>/support/withdraw/", support_views.withdraw, name="withdraw"),
]
