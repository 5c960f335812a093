"""A process that runs while the tree is changed decides nothing by the old one."""

from dataclasses import replace
from datetime import date

from portal.house import build_house
from portal.units.load import QUANG_NGAI, read_tree, store_tree
from portal.units.tree import Tree
from tests.stories import bring_to, file_case
from tests.world import COMMUNE, World


def another_office(tree: Tree) -> Tree:
    """Return the tree with the desk of one commune under another name."""
    desk = f"{COMMUNE}/X-TTPVHCC"
    units = (replace(unit, name="Trung tâm mới") if unit.code == desk else unit for unit in tree.units)
    return Tree(tree.levels, tuple(units), tree.successions)


def load(world: World, tree: Tree) -> None:
    with world.house.database.transaction() as work:
        store_tree(work, tree)


def test_the_same_tree_again_is_no_change(world: World) -> None:
    was = build_house(world.house.settings).directory.revision
    load(world, read_tree(QUANG_NGAI))

    assert build_house(world.house.settings).directory.revision == was


def test_a_running_process_knows_a_changed_tree_at_its_next_submission(world: World) -> None:
    load(world, another_office(read_tree(QUANG_NGAI)))
    assert world.house.directory.name(f"{COMMUNE}/X-TTPVHCC") != "Trung tâm mới"

    file_case(world)

    assert world.house.directory.name(f"{COMMUNE}/X-TTPVHCC") == "Trung tâm mới"


def test_a_running_process_knows_a_changed_tree_at_its_next_command(world: World) -> None:
    case = file_case(world)
    load(world, another_office(read_tree(QUANG_NGAI)))

    bring_to(world, case, "assign")

    assert world.house.directory.name(f"{COMMUNE}/X-TTPVHCC") == "Trung tâm mới"


def test_a_page_knows_a_changed_tree(world: World) -> None:
    from portal.web import fresh_tree

    load(world, another_office(read_tree(QUANG_NGAI)))
    fresh_tree.forget(world.app)

    world.client().get("/")

    assert world.house.directory.name(f"{COMMUNE}/X-TTPVHCC") == "Trung tâm mới"


def test_what_was_remembered_of_the_older_tree_is_forgotten(world: World) -> None:
    from portal.units.oversight import above

    directory, desk = world.house.directory, f"{COMMUNE}/X-TTPVHCC"
    assert COMMUNE in above(directory, desk)
    tree = read_tree(QUANG_NGAI)
    ended = (replace(u, valid_to=date(2026, 12, 31)) if u.code == desk else u for u in tree.units)
    load(world, Tree(tree.levels, tuple(ended), tree.successions))
    hashed = hash(directory)

    file_case(world)

    assert hash(directory) != hashed
    assert directory.get(desk).valid_to == date(2026, 12, 31)
