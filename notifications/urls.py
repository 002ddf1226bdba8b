from django.urls import path

from notifications import inbox_views, operator_views, setting_views, views

app_name = "notifications"

urlpatterns = [
    path("inbox/", inbox_views.inbox, name="inbox"),
    path("inbox/read/", inbox_views.read_all, name="read_all"),
    path("inbox/<uuid:notice_id>/read/", inbox_views.read, name="read"),
    path("inbox/<uuid:notice_id>/go/", inbox_views.go, name="go"),
    path("notices/settings/", setting_views.overview, name="settings"),
    path("notices/settings/hours/", setting_views.hours, name="hours"),
    path("notices/settings/<str:name>/", setting_views.setting, name="setting"),
    path("notices/choose/<str:token>/", setting_views.choose, name="choose"),
    path("notices/choose/<str:token>/hours/", setting_views.choose_hours, name="choose_hours"),
    path("notices/stop/<str:token>/", setting_views.stop, name="stop"),
    path("help/notices/", views.help_page, name="help"),
    path("mailbox/", views.mailbox_list, name="mailbox"),
    path("mailbox/<str:name>/", views.mailbox_message, name="mailbox_message"),
    path("operations/mail/", operator_views.operations, name="operations"),
    path("operations/mail/<uuid:notice_id>/", operator_views.one_mail, name="one_mail"),
    path("operations/mail/<uuid:notice_id>/<str:name>/", operator_views.act_on_mail, name="act_on_mail"),
]
