from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "proposals.intake"
    label = "intake"
