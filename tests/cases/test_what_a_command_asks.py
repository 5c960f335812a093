"""A plain action reads the case, by one question; more only where it takes a number or asks for whom somebody stood in.

What `decide` is told of the world is looked up for the commands and definitions that need it: this tells them apart.
"""

from benchmarks.stage import command, way
from tests.sent import sent
from tests.stories import file_case
from tests.world import World


def what(statement: str) -> str:
    """Return what a question is about; one that is not known here as it is."""
    words = " ".join(statement.split())
    tables = {"case": " FROM cases ", "deeds": " FROM case_events ", "number": "insert into register_counters "}
    return next((name for name, part in tables.items() if part in words), words)


def test_what_each_action_on_the_way_of_a_certificate_reads(world: World) -> None:
    case, reads = file_case(world), {}
    for deed in way(world.officer("specialist")):
        officer = world.officer(deed.who)
        with sent() as statements:
            case = world.house.door.apply(command(deed, case), officer)
        asked = [statement for statement, _ in statements if statement.startswith(("SELECT", "insert"))]
        reads[deed.action] = [what(statement) for statement in asked]

    assert reads == {
        "accept": ["case", "number"],
        "assign": ["case"],
        "grant": ["case"],
        "agree": ["case"],
        "sign": ["case", "deeds"],  # by nobody who proposed, nor by who stood in for them
        "issue": ["case", "number"],
        "hand_over": ["case"],
    }
