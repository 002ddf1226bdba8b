from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "proposals.exchange"
    label = "exchange"
