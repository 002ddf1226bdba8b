from django.urls import path

from proposals.frameworks import draft_views, move_views, rereview_views, trial_views, views

app_name = "frameworks"
urlpatterns = [
    path("frameworks/", views.listing, name="list"),
    path("frameworks/in-force/", views.in_force, name="in_force"),
    path("frameworks/<uuid:pk>/", views.page, name="page"),
    path("frameworks/<uuid:pk>/compare/", views.compare, name="compare"),
    path("frameworks/<uuid:pk>/history/", views.history, name="history"),
    path("frameworks/<uuid:pk>/begin/", draft_views.begin, name="begin"),
    path("frameworks/<uuid:pk>/edit/", draft_views.edit, name="edit"),
    path("frameworks/<uuid:pk>/edit/<slug:key>/", draft_views.part, name="part"),
    path("frameworks/<uuid:pk>/criteria/", draft_views.add, name="add"),
    path("frameworks/<uuid:pk>/criteria/<slug:key>/shift/", draft_views.shift, name="shift"),
    path("frameworks/<uuid:pk>/criteria/<slug:key>/take-out/", draft_views.take_out, name="take_out"),
    path("frameworks/<uuid:pk>/trials/", trial_views.trials, name="trials"),
    path("frameworks/<uuid:pk>/trials/begin/", trial_views.begin, name="try"),
    path("frameworks/trials/<uuid:pk>/", trial_views.trial, name="trial"),
    path("frameworks/trials/<uuid:pk>/stop/", trial_views.stop, name="stop"),
    path("frameworks/trials/<uuid:pk>/go-on/", trial_views.go_on, name="go_on"),
    path("frameworks/trials/<uuid:pk>/proposals.<table:table>", trial_views.table, name="table"),
    path("frameworks/trials/<uuid:pk>/look-again/", rereview_views.make, name="look_again"),
    path("frameworks/look-again/", rereview_views.rereviews, name="rereviews"),
    path("frameworks/look-again/<uuid:pk>/", rereview_views.rereview, name="rereview"),
    path("work/proposals/<uuid:pk>/framework/", move_views.framework, name="move"),
    path("frameworks/<uuid:pk>/publish/", draft_views.publish, name="publish"),
]
