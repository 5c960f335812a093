"""What tests of the desk share."""

import pytest

from tests.assisting import open_channels
from tests.postbox import Postbox
from tests.world import World


@pytest.fixture
def letters(world: World) -> Postbox:
    """Let this portal have both channels, and hire somebody of a community digital team."""
    return open_channels(world)
