from django.urls import path

from notifications import views

app_name = "notifications"

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.read_all, name="read_all"),
    path("inbox/<uuid:notice_id>/read/", views.read, name="read"),
    path("mailbox/", views.mailbox_list, name="mailbox"),
    path("mailbox/<str:name>/", views.mailbox_message, name="mailbox_message"),
    path("operations/mail/", views.operations, name="operations"),
    path("operations/mail/<uuid:notice_id>/replay/", views.replay, name="replay"),
]
