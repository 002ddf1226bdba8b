from django.apps import AppConfig


class RepliesConfig(AppConfig):
    name = "proposals.replies"
    label = "replies"
