"""What people type, and what they find."""

from datetime import UTC, datetime

import pytest

from portal.catalogue.entries import index_own_entry, retire_own_entry
from portal.catalogue.entry_facts import EntryFacts, Online
from portal.catalogue.index import CatalogueIndex, IndexedEntry, is_one_slip, words
from portal.catalogue.search import CatalogueSearch, Filters, search
from portal.db import Database

NOW = datetime(2031, 5, 6, 7, 8, tzinfo=UTC)


def entry(
    code: str,
    name: str,
    *also_called: str,
    online: str = "information",
    name_en: str = "",
    **facets: str,
) -> IndexedEntry:
    names = ("field", "life_event", "audience", "level", "agency")
    return IndexedEntry(
        code=code,
        source="national",
        name=name,
        plain_name="",
        name_en=name_en,
        also_called=also_called,
        result="",
        online=online,
        facets={each: (facets[each],) if each in facets else () for each in names} | {"online": (online,)},
    )


ENTRIES = (
    entry("1.01", "Đăng ký khai sinh", field="Hộ tịch", level="commune", audience="citizen", life_event="birth"),
    entry("1.02", "Đăng ký khai tử", field="Hộ tịch", level="commune", audience="citizen", life_event="death"),
    entry("1.03", "Đăng ký kết hôn", field="Hộ tịch", level="commune", name_en="Marriage registration"),
    entry("1.04", "Cấp giấy xác nhận tình trạng hôn nhân", "giấy độc thân", field="Hộ tịch", online="full"),
    entry("1.05", "Cấp giấy chứng nhận quyền sử dụng đất", field="Đất đai", level="province"),
    entry("1.06", "Cấp lại giấy phép lái xe", field="Đường bộ", level="province"),
    entry("1.07", "Cấp phiếu lý lịch tư pháp", field="Lý lịch tư pháp", level="province"),
    entry("1.08", "Đăng ký khai sinh có yếu tố nước ngoài", field="Hộ tịch", level="province"),
    entry("1.09", "Khai tự nguyện", field="Hải quan"),
    entry("1.10", "Đăng ký kết hôn có yếu tố nước ngoài", field="Hộ tịch"),
    entry("1.11", "Giấy phép thăm dò nước dưới đất", field="Tài nguyên nước", audience="business"),
    entry("1.12", "Công nhận giống cây lâm nghiệp", field="Lâm nghiệp"),
)
INDEX = CatalogueIndex(ENTRIES)


def first(text: str, index: CatalogueIndex = INDEX) -> str:
    hits = search(index, text).hits
    return hits[0].name if hits else ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("khai tử", "Đăng ký khai tử"),
        ("KHAI TỬ", "Đăng ký khai tử"),
        ("khai tu\u031b\u0309", "Đăng ký khai tử"),
        ("khai tự", "Khai tự nguyện"),
        ("dang ky ket hon", "Đăng ký kết hôn"),
        ("thủ tục đăng ký kết hôn ở đâu", "Đăng ký kết hôn"),
        ("khai sihn", "Đăng ký khai sinh"),
        ("khai sinhh", "Đăng ký khai sinh"),
        ("khia sinh", "Đăng ký khai sinh"),
        ("khai sin", "Đăng ký khai sinh"),
        ("giay doc than", "Cấp giấy xác nhận tình trạng hôn nhân"),
        ("giấy độc thân", "Cấp giấy xác nhận tình trạng hôn nhân"),
        ("sổ đỏ", "Cấp giấy chứng nhận quyền sử dụng đất"),
        ("sổ hồng", "Cấp giấy chứng nhận quyền sử dụng đất"),
        ("bằng lái", "Cấp lại giấy phép lái xe"),
        ("làm lại bằng lái xe bị mất", "Cấp lại giấy phép lái xe"),
        ("lí lịch tư pháp", "Cấp phiếu lý lịch tư pháp"),
        ("ly lich tu phap", "Cấp phiếu lý lịch tư pháp"),
        ("marriage", "Đăng ký kết hôn"),
        ("lam nghiep", "Công nhận giống cây lâm nghiệp"),
        ("1.07", "Cấp phiếu lý lịch tư pháp"),
    ],
)
def test_the_first_hit_is_what_was_meant(text: str, name: str) -> None:
    assert first(text) == name


def test_with_and_without_accents_the_same_is_found() -> None:
    assert {hit.code for hit in search(INDEX, "khai tu").hits} == {hit.code for hit in search(INDEX, "khai tử").hits}


def test_what_can_be_done_online_comes_before_mere_information() -> None:
    index = CatalogueIndex(
        [
            entry("1.1", "Cấp bản sao trích lục"),
            entry("1.2", "Cấp bản sao trích lục", online="full"),
            entry("1.3", "Cấp bản sao trích lục", online="partial"),
        ]
    )

    assert [hit.code for hit in search(index, "trich luc").hits] == ["1.2", "1.3", "1.1"]
    assert [hit.code for hit in search(index).hits] == ["1.2", "1.3", "1.1"]


@pytest.mark.parametrize("text", ["!!! ??? ...", "zzqqzz", "\u200b\u202e", "%_' or 1=1 --", "💍💍", "\x00"])
def test_nonsense_finds_nothing_and_breaks_nothing(text: str) -> None:
    page = search(INDEX, text)

    assert (page.hits, page.total) == ((), 0)


@pytest.mark.parametrize("text", ["x" * 10_000, "khai sinh " * 1_000, "a " * 5_000, "(" * 10_000])
def test_a_question_of_ten_kilobytes_is_cut(text: str) -> None:
    assert search(INDEX, text).total <= len(ENTRIES)


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_an_empty_question_lists_everything_in_order(text: str) -> None:
    page = search(INDEX, text, limit=100)

    assert page.total == len(ENTRIES)
    assert page.hits[0].code == "1.04"
    assert [hit.code for hit in page.hits[1:]] == sorted(hit.code for hit in page.hits[1:])


def test_pages_join_without_gap_or_double() -> None:
    whole = search(INDEX, "dang ky", limit=100)

    pieces = [search(INDEX, "dang ky", limit=2, offset=at).hits for at in range(0, whole.total, 2)]

    assert tuple(hit for piece in pieces for hit in piece) == whole.hits
    assert search(INDEX, "dang ky", offset=10_000).hits == ()
    assert search(INDEX, "dang ky", limit=-1, offset=-5).hits == ()


@pytest.mark.parametrize(
    ("filters", "codes"),
    [
        (Filters(field="Hộ tịch", level="commune"), {"1.01", "1.02", "1.03"}),
        (Filters(life_event="death"), {"1.02"}),
        (Filters(audience="business"), {"1.11"}),
        (Filters(online="full"), {"1.04"}),
        (Filters(agency="Làng bên"), set()),
    ],
)
def test_filters_narrow(filters: Filters, codes: set[str]) -> None:
    assert {hit.code for hit in search(INDEX, filters=filters).hits} == codes


def test_facets_count_hits_and_their_own_facet_as_if_unfiltered() -> None:
    page = search(INDEX, "khai sinh", Filters(level="province"))

    assert [hit.code for hit in page.hits] == ["1.08"]
    assert page.facets["field"] == (("Hộ tịch", 1),)
    assert page.facets["level"] == (("commune", 1), ("province", 1))


def test_facets_for_browsing_count_everything() -> None:
    facets = search(INDEX, limit=0).facets

    assert facets["field"][0] == ("Hộ tịch", 6)
    assert dict(facets["online"]) == {"information": 11, "full": 1}
    assert sum(count for _, count in facets["field"]) == len(ENTRIES)


def test_an_empty_catalogue_answers() -> None:
    page = search(CatalogueIndex([]), "khai sinh")

    assert (page.hits, page.total) == ((), 0)


@pytest.mark.parametrize(
    ("typed", "meant", "is_slip"),
    [
        ("sihn", "sinh", True),
        ("sin", "sinh", True),
        ("sinhh", "sinh", True),
        ("sonh", "sinh", True),
        ("sinh", "sinh", True),
        ("hnis", "sinh", False),
        ("si", "sinh", False),
        ("ahnm", "sinh", False),
    ],
)
def test_one_slip_is_one_letter_or_two_swapped(typed: str, meant: str, is_slip: bool) -> None:
    assert is_one_slip(typed, meant) is is_slip


def test_y_and_i_are_one_letter_where_they_sound_alike() -> None:
    assert words("kỹ lý quý") == words("kĩ lí quí")
    assert words("tay") != words("tai")


def test_the_index_is_as_new_as_the_entries(database: Database) -> None:
    held = CatalogueSearch()
    facts = EntryFacts(code="9.000001", name="Cấp giấy phép thả diều", online=Online.FULL, levels=("commune",))

    with database.read() as look:
        assert search(held.index(look), "tha dieu").total == 0
    with database.transaction() as work:
        index_own_entry(work, facts, NOW)
    with database.read() as look:
        index = held.index(look)
        assert [hit.name for hit in search(index, "tha dieu").hits] == ["Cấp giấy phép thả diều"]
        assert held.index(look) is index
    with database.transaction() as work:
        retire_own_entry(work, "9.000001", NOW)
    with database.read() as look:
        assert search(held.index(look), "tha dieu").total == 0
