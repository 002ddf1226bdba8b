from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    name = "proposals.suggestions"
    label = "suggestions"
