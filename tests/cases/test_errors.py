"""A refusal is an answer: it has to reach whoever asked, through every block it is raised in."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from portal.cases.errors import DraftMoved, KeyReused
from portal.workflow.errors import ActionNotOffered


@contextmanager
def block() -> Iterator[None]:
    yield


@pytest.mark.parametrize("error", [DraftMoved(3), KeyReused("k"), ActionNotOffered("sign", None)])
def test_a_refusal_leaves_a_block_as_itself(error: Exception) -> None:
    with pytest.raises(type(error)) as caught, block():
        raise error

    assert caught.value is error
