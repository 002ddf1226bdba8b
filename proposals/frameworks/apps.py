from django.apps import AppConfig


class FrameworksConfig(AppConfig):
    name = "proposals.frameworks"
    label = "frameworks"
