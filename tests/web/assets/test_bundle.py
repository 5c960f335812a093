"""One style out of many files, every file named by its content, and what all of it weighs."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

from portal.web.assets.bundle import FOLDER, build_assets, join_styles, minified

STYLE = build_assets()["look.css"].content.decode()


def test_every_style_file_is_in_the_bundle() -> None:
    entry = (FOLDER / "css" / "look.css").read_text(encoding="utf-8")
    named = set(re.findall(r'url\("([^"]+)"\)', entry))
    lying = {str(path.relative_to(FOLDER / "css")) for path in (FOLDER / "css").rglob("*.css")} - {"look.css"}
    assert named == lying


def test_the_layers_are_declared_first_and_in_order() -> None:
    assert STYLE.startswith("@layer settings, base, layout, components, pages;\n")
    assert [STYLE.index(f"@layer {layer} {{") for layer in ("settings", "base", "layout", "components")] == sorted(
        STYLE.index(f"@layer {layer} {{") for layer in ("settings", "base", "layout", "components")
    )


def test_the_bundle_imports_nothing_and_says_nothing() -> None:
    assert "@import" not in STYLE
    assert "/*" not in STYLE
    assert "\n\n" not in STYLE


def test_minifying_keeps_every_rule(tmp_path: Path) -> None:
    (tmp_path / "look.css").write_text('@layer a;\n@import url("one.css");\n')
    (tmp_path / "one.css").write_text("/* why\n   so */\n@layer a {\n\n  b { color: red; }\n}\n")
    assert join_styles(tmp_path) == "@layer a;\n@layer a {\nb { color: red; }\n}\n"


def test_braces_are_balanced_after_minifying() -> None:
    assert STYLE.count("{") == STYLE.count("}")
    assert minified(STYLE) == STYLE


def test_the_style_names_fonts_by_their_public_addresses() -> None:
    named = set(re.findall(r'url\("([^"]+)"\)', STYLE))
    fonts = {asset.address for asset in build_assets().values() if asset.name.endswith(".woff2")}
    assert named == fonts


def test_a_name_carries_the_hash_of_its_content() -> None:
    asset = build_assets()["icons.svg"]
    assert asset.address == f"icons.{hashlib.sha256(asset.content).hexdigest()[:10]}.svg"


def test_building_twice_gives_the_same_bytes() -> None:
    assert build_assets() == build_assets()


def test_text_is_pressed_and_fonts_are_not() -> None:
    for asset in build_assets().values():
        assert (asset.pressed is None) == asset.name.endswith((".woff2", "mark.svg")), asset.name
        if asset.pressed is not None:
            assert gzip.decompress(asset.pressed) == asset.content


def test_fonts_and_scripts_come_with_their_licences() -> None:
    assert "SIL OPEN FONT LICENSE" in build_assets()["LICENSE.txt"].content.decode().upper()
    assert "Zero-Clause BSD" in build_assets()["htmx.LICENSE.txt"].content.decode()
    assert b'version:"2.0.' in build_assets()["htmx.min.js"].content


def test_our_own_scripts_are_small() -> None:
    assert len(build_assets()["enhance.js"].content) < 4000
    assert len(build_assets()["desk.js"].content) < 2000


def test_a_first_visit_leaves_room_for_the_page_in_its_budget() -> None:
    first_visit = [asset for asset in build_assets().values() if not asset.name.endswith(".txt")]
    # design.md section 9: 150 kB for the first visit, of which a page may take 25 kB
    assert sum(asset.weight for asset in first_visit) <= 125_000


@pytest.mark.parametrize("folder", ["components", "pages"])
def test_a_style_file_keeps_to_its_layer(folder: str) -> None:
    for path in (FOLDER / "css" / folder).glob("*.css"):
        assert set(re.findall(r"@layer (\w+)", path.read_text(encoding="utf-8"))) == {folder}, path.name
