"""The Province's pages of a case, and the institution's answers to them; all under the case."""

from django.urls import path

from proposals.review import (
    agreeing_views,
    bundle_views,
    completing_views,
    conditioning_views,
    deciding_views,
    returning_views,
    reviewer_views,
    taking_back_views,
    views,
)
from proposals.review.models import Condition, RequiredChange

app_name = "review"
BASE = "work/proposals/<uuid:pk>/review/"
urlpatterns = [
    path(BASE, views.overview, name="overview"),
    path(f"{BASE}completeness/", completing_views.completeness, name="completeness"),
    path(f"{BASE}assign/", views.assign, name="assign"),
    path(f"{BASE}reviewers/<uuid:review>/take-off/", views.recuse, name="recuse"),
    path(f"{BASE}reviewers/<uuid:review>/tie/", views.accept, name="accept"),
    path(f"{BASE}consensus/", agreeing_views.consensus, name="consensus"),
    path(f"{BASE}recommendation/", deciding_views.recommendation, name="recommendation"),
    path(f"{BASE}mine/", reviewer_views.mine, name="mine"),
    path(f"{BASE}mine/submit/", reviewer_views.submit, name="submit"),
    path(f"{BASE}mine/<slug:key>/", reviewer_views.criterion, name="criterion"),
    path("work/decisions/", bundle_views.bundles, name="bundles"),
    path("work/decisions/<uuid:bundle>/", bundle_views.bundle, name="bundle"),
    path("work/proposals/<uuid:pk>/changes/", returning_views.changes, name="changes"),
    path("work/proposals/<uuid:pk>/conditions/", conditioning_views.conditions, name="conditions"),
    path(
        "work/proposals/<uuid:pk>/changes/<int:number>/take-back/",
        taking_back_views.take_back,
        {"model": RequiredChange},
        name="take_back_change",
    ),
    path(
        "work/proposals/<uuid:pk>/conditions/<int:number>/take-back/",
        taking_back_views.take_back,
        {"model": Condition},
        name="take_back_condition",
    ),
    path("work/proposals/<uuid:pk>/conditions/<int:number>/lacking/", conditioning_views.lacking, name="lacking"),
    path("work/proposals/<uuid:pk>/letter/", deciding_views.letter, name="letter"),
    path("work/proposals/<uuid:pk>/letter/pdf/", deciding_views.letter_pdf, name="letter_pdf"),
]
