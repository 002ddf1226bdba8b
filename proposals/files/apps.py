from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "proposals.files"
    label = "files"
