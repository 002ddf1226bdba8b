from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "proposals.insight"
    label = "insight"
