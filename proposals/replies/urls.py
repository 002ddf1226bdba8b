from django.urls import path

from proposals.replies import views

app_name = "replies"
urlpatterns = [
    path("replies/handed-over/", views.handed_over, name="handed_over"),
    path("operations/replies/", views.received, name="received"),
    path("mailbox/<str:name>/answer/", views.try_out, name="try_out"),
]
