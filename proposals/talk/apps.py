from django.apps import AppConfig


class TalkConfig(AppConfig):
    name = "proposals.talk"
    label = "talk"
