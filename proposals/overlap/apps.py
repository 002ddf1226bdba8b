from django.apps import AppConfig


class OverlapConfig(AppConfig):
    name = "proposals.overlap"
    label = "overlap"
