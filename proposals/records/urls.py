from django.urls import path

from proposals.records import views

app_name = "records"
urlpatterns = [
    path("work/records/", views.retention, name="retention"),
    path("work/records/held/", views.held, name="held"),
    path("work/records/people/", views.people, name="people"),
    path("work/records/people/<uuid:person>/anonymise/", views.anonymise, name="anonymise"),
    path("work/proposals/<uuid:pk>/records/", views.case, name="case"),
    path("work/proposals/<uuid:pk>/records/hold/", views.hold, name="hold"),
    path("work/proposals/<uuid:pk>/records/make/", views.make, name="make"),
    path("work/records/packages/<uuid:job>/", views.package, name="package"),
    path("work/records/packages/<uuid:job>/stop/", views.stop, name="stop"),
    path("work/records/packages/<uuid:job>/again/", views.again, name="again"),
    path("work/records/packages/<uuid:job>/download/", views.download, name="download"),
]
