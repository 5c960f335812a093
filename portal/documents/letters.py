"""Which letters our typeface has. An accessible PDF may hold no letter that cannot be shown."""

import re
from typing import Any

# Tinos as it lies in templates/documents/fonts: Latin with all Vietnamese letters, the marks that the languages of the
# highlands set on top of them, punctuation, arrows and boxes.
_HELD = (
    "\u0020-\u007e\u00a0-\u024f\u02bc\u0300-\u036f\u1e00-\u1eff\u2000-\u2064\u2066-\u206f"
    "\u20ab\u2116\u2190-\u2193\u2212\u25a0\u25a1\u25cf\n\t"
)
_OTHERS = re.compile(f"[^{_HELD}]")
SUBSTITUTE = "\u25a1"


def shown(value: Any) -> Any:
    """Return JSON data in which a letter that cannot be shown is an empty box: □. What was written stays on file."""
    if isinstance(value, str):
        return _OTHERS.sub(SUBSTITUTE, value)
    if isinstance(value, dict):
        return {key: shown(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [shown(item) for item in value]
    return value
