"""The addresses of the portal, all of them: somebody has bookmarked each, so that taking one away is a decision."""

from pathlib import Path

import pytest
from flask import Flask

from portal.people.policy import Action
from portal.web.routing import UnboundRoute, action_of, enforce_policy
from tests.world import World

LIST = Path(__file__).with_name("routes.txt")


def lines_of(app: Flask) -> list[str]:
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ())))
    return [
        f"{','.join(sorted((rule.methods or set()) - {'HEAD', 'OPTIONS'}))}\t{rule.rule}\t{_name(app, rule.endpoint)}"
        for rule in rules
    ]


def _name(app: Flask, endpoint: str) -> str:
    action = action_of(app, endpoint)
    return action.name if action is not None else "-"


def test_the_addresses_are_those_of_the_list(world: World) -> None:
    assert lines_of(world.app) == LIST.read_text(encoding="utf-8").splitlines()


def test_every_address_says_which_action_it_is(world: World) -> None:
    assert not [rule for rule in world.app.url_map.iter_rules() if action_of(world.app, rule.endpoint) is None]


def test_every_action_of_the_policy_has_an_address(world: World) -> None:
    of_the_system = {Action.LET_TIME_ACT, Action.REHOME_CASE, Action.TELL_RELATIVES}

    found = {action_of(world.app, rule.endpoint) for rule in world.app.url_map.iter_rules()}

    assert found == set(Action) - of_the_system


def test_a_route_without_an_action_keeps_the_portal_from_starting() -> None:
    app = Flask("unbound")
    app.add_url_rule("/open", "open", lambda: "")

    with pytest.raises(UnboundRoute, match="open"):
        enforce_policy(app)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "M-SEARCH"])
def test_no_address_takes_another_method(world: World, method: str) -> None:
    client = world.client(world.citizen())
    values = {"code": "1.004873", "chosen": "en", "audience": "citizens", "indicator": "received"}

    for rule in world.app.url_map.iter_rules():
        url = rule.rule
        for name in rule.arguments:
            url = url.replace(f"<uuid:{name}>", "00000000-0000-4000-8000-000000000000")
            url = url.replace(f"<int:{name}>", "1")
            url = url.replace(f"<{name}>", values.get(name, "x")).replace(
                f"<any(citizens, officers):{name}>", "citizens"
            )
        answer = client.open(url, method=method)
        assert answer.status_code in (403, 405), (url, answer.status_code)
