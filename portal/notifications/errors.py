"""What may go wrong with a message. A handler raises the first two; anything else it raises counts as the first."""


class Temporary(Exception):
    """It did not work now and may work later."""


class Permanent(Exception):
    """It will never work: the address is refused, the content cannot be made. The reason is shown to operators."""


class LeaseLost(Exception):
    """Another worker owns the message by now: this one was away for longer than its lease."""

    def __init__(self, message_id: str) -> None:
        super().__init__(message_id)
        self.message_id = message_id


class NoSuchMessage(Exception):
    """No dead message has this id."""
