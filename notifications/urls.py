from django.urls import path

from notifications import operator_views, views

app_name = "notifications"

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.read_all, name="read_all"),
    path("inbox/<uuid:notice_id>/read/", views.read, name="read"),
    path("help/notices/", views.help_page, name="help"),
    path("mailbox/", views.mailbox_list, name="mailbox"),
    path("mailbox/<str:name>/", views.mailbox_message, name="mailbox_message"),
    path("operations/mail/", operator_views.operations, name="operations"),
    path("operations/mail/<uuid:notice_id>/", operator_views.one_mail, name="one_mail"),
    path("operations/mail/<uuid:notice_id>/<str:name>/", operator_views.act_on_mail, name="act_on_mail"),
]
