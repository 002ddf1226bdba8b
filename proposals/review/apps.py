from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "proposals.review"
    label = "review"
