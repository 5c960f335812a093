"""Addresses and numbers as others see them: enough for their owner, too little for anybody else."""

import pytest

from portal.people.contact import masked


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        ("+84912345678", "…678"),
        ("hanh.nguyen@example.org", "ha…@example.org"),
        ("an@example.org", "a…@example.org"),
        ("a@example.org", "a…@example.org"),
        ("", "…"),
    ],
)
def test_the_middle_is_hidden(contact: str, shown: str) -> None:
    assert masked(contact) == shown
