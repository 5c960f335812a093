"""What may go wrong when a document is made."""


class RenderFailed(Exception):
    """The typesetter refused a document; `reason` is its own message, for the log and never for a page."""

    def __init__(self, template: str, reason: str) -> None:
        super().__init__(f"{template}: {reason}")
        self.template = template
        self.reason = reason


class NoSuchTemplate(Exception):
    """There is no document template of this name."""

    def __init__(self, template: str) -> None:
        super().__init__(template)
        self.template = template
