"""A saved answer is shown in its inputs as a person would write it."""

import pytest

from portal.catalogue.typed import phone_as_typed


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("+84912345678", "0912 345 678"),
        ("+842553822222", "0255 382 2222"),
        ("+8562022345678", "+8562022345678"),
    ],
)
def test_a_number_at_home_is_written_as_it_is_dialled(kept: str, shown: str) -> None:
    assert phone_as_typed(kept) == shown
