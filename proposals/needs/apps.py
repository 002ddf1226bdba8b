from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "proposals.needs"
    label = "needs"
