from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "proposals.records"
    label = "records"
