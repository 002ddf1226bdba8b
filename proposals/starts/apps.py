from django.apps import AppConfig


class StartsConfig(AppConfig):
    name = "proposals.starts"
    label = "starts"
