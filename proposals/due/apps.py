from django.apps import AppConfig


class DueConfig(AppConfig):
    name = "proposals.due"
    label = "due"
