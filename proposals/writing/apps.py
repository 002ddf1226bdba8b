from django.apps import AppConfig


class WritingConfig(AppConfig):
    name = "proposals.writing"
    label = "writing"
