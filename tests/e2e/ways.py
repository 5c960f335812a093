"""The ways in which people look at the portal: on a phone and at a desk, with and without a script."""

import pytest

from tests.e2e.window import DESK, PHONE, Way

WAYS = {
    "phone": Way(width=PHONE, with_axe=True),
    "phone-without-script": Way(width=PHONE, scripted=False),
    "desk": Way(width=DESK, with_axe=True),
    "desk-without-script": Way(width=DESK, scripted=False),
}


def looked_at(*ways: str) -> pytest.MarkDecorator:
    """Walk once in each of these ways."""
    return pytest.mark.parametrize("town", ways, indirect=True)
