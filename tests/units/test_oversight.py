"""Who answers for what, across the reorganisation of 1 July 2025."""

import random

from portal.units.directory import UnitDirectory
from portal.units.load import QUANG_NGAI, read_tree
from portal.units.oversight import above, below


def directory() -> UnitDirectory:
    tree = read_tree(QUANG_NGAI)
    return UnitDirectory(tree.levels, tree.units, tree.successions)


def test_the_merged_province_answers_for_both_old_ones_and_all_in_them() -> None:
    everything = below(directory(), "51")

    assert {"51-2020", "62-2020", "51.528", "51.528.21286", "51.21235/X-VP"} <= everything


def test_a_commune_answers_for_the_communes_it_took_over_but_for_no_district() -> None:
    overseen = below(directory(), "51.21235")

    assert "51.528.21235" in overseen
    assert "51.528" not in overseen
    assert "51.21238" not in overseen


def test_above_and_below_are_mirrors() -> None:
    units = directory()
    codes = [unit.code for unit in units.units()]
    drawn = random.Random(1).sample(codes, 60)

    assert all((a in above(units, b)) == (b in below(units, a)) for a in drawn for b in drawn)
