from django.apps import AppConfig


class RepliesConfig(AppConfig):
    name = "proposals.replies"
    label = "replies"

    def ready(self) -> None:
        from proposals.replies import checks  # noqa: F401 checks are known once they are imported
