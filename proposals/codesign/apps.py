from django.apps import AppConfig


class CodesignConfig(AppConfig):
    name = "proposals.codesign"
    label = "codesign"
