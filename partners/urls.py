from django.urls import path

from partners import account_views, demo, guest_views, views

urlpatterns = [
    path("organisations/<uuid:pk>/", views.organisation, name="organisation"),
    path("organisations/<uuid:pk>/invite/", views.invite, name="organisation_invite"),
    path("organisations/<uuid:pk>/roles/<int:membership>/end/", views.end_role, name="organisation_end_role"),
    path("invitations/<str:token>/", views.accept, name="invitation_accept"),
    path("account/", views.account, name="account_settings"),
    path("guest/code/", guest_views.code, name="guest_code"),
    path("guest/leave/", guest_views.leave, name="guest_leave"),
    path("guest/account/", account_views.from_guest, name="guest_account"),
    path("guest/ended/", guest_views.ended, name="guest_ended"),
    path("guest/<str:token>/", guest_views.landing, name="guest_landing"),
    path("demo/", demo.people, name="demo_people"),
    path("demo/<uuid:pk>/", demo.sign_in, name="demo_sign_in"),
]
