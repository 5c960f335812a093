"""Names of units in the language of the request; official documents, always Vietnamese, ask the directory itself."""

from portal.cases.story import committee_of
from portal.web.context import house, today
from portal.web.language import language


def unit_name(code: str) -> str:
    """Return the name alone: "Xã Tư Nghĩa", "Tư Nghĩa Commune"."""
    return house().directory.name(code, language())


def unit_full_name(code: str) -> str:
    """Return the name with all that the unit lies in: "Xã Tư Nghĩa, tỉnh Quảng Ngãi"."""
    return house().directory.full_name(code, language())


def authority_name(code: str) -> str:
    """Return in whose name a unit decides today: of a commune or province that is its committee."""
    return unit_name(committee_of(house().directory, code, today()))
