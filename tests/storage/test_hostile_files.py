import io

import pytest

from portal.storage import Refused
from portal.storage.inspection import inspect
from tests.storage.hostile import Hostile, hostile_files

HOSTILE = tuple(hostile_files())


@pytest.mark.parametrize("file", [pytest.param(file, id=file.what) for file in HOSTILE])
def test_a_hostile_file_is_refused_for_its_reason(file: Hostile) -> None:
    with pytest.raises(Refused) as refused:
        inspect(io.BytesIO(file.content), file.file_name)

    assert refused.value.reason == file.reason


def test_the_corpus_is_large_enough() -> None:
    assert len(HOSTILE) >= 60
