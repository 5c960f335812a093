"""Where one begins after logging in with no page in mind."""

import pytest

from tests.world import World


@pytest.mark.parametrize(
    ("who", "address"),
    [("nobody", "/"), ("citizen", "/me"), ("reception", "/desk/"), ("supervisor", "/supervision/")],
)
def test_everybody_begins_where_their_own_things_are(world: World, who: str, address: str) -> None:
    principal = None if who == "nobody" else world.citizen() if who == "citizen" else world.officer(who)
    client = world.client(principal)

    assert client.get("/start").location == address
    assert client.get(address).status_code == 200
