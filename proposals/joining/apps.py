from django.apps import AppConfig


class JoiningConfig(AppConfig):
    name = "proposals.joining"
    label = "joining"
