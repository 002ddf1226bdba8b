"""Why the door stays shut. Pages and API turn each into its own answer (docs/architecture.md, "The door")."""


class Refusal(Exception):
    """Nothing was written. `sentences` say why, in the reader's language."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = tuple(str(sentence) for sentence in sentences)


class NotYours(Refusal):
    """Unknown, or no standing: looks absent (404)."""


class WrongState(Refusal):
    """The shape has no such move from this state (409)."""


class StaleVersion(Refusal):
    """The subject moved on since the caller looked at it (409)."""

    def __init__(self, seen: int, current: int) -> None:
        super().__init__()
        self.seen = seen
        self.current = current


class GateClosed(Refusal):
    """Allowed to you, possible from here, but a gate does not hold (422)."""


class ReasonMissing(Refusal):
    """This move needs a reason (422)."""
