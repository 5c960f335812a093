"""Names of units in the language of the request; official documents, always Vietnamese, ask the directory itself."""

from portal.web.context import house
from portal.web.language import language


def unit_name(code: str) -> str:
    """Return the name alone: "Xã Tư Nghĩa", "Tư Nghĩa Commune"."""
    return house().directory.name(code, language())


def unit_full_name(code: str) -> str:
    """Return the name with all that the unit lies in: "Xã Tư Nghĩa, tỉnh Quảng Ngãi"."""
    return house().directory.full_name(code, language())
