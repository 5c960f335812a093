"""Names of every people of the province are names."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.people.errors import BadIdentifier
from portal.people.names import clean_name, name_sort_key

LETTERS = st.characters(categories=["Lu", "Ll", "Lo"])


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Thị Hoa",
        "Y Blŏ",
        "Đinh Văn Ñê̆",
        "A Đĭng",
        "Hờ",
        "Phạm Thị D’Ria",
        "R'Com H'Bia",
        "Jean-Luc Lê",
        "Lê V. An",
    ],
)
def test_names_of_the_province_are_valid(name: str) -> None:
    assert clean_name(name) == unicodedata.normalize("NFC", name)


def test_a_name_is_kept_in_one_form_with_its_own_capitals() -> None:
    typed = unicodedata.normalize("NFD", "  nguyễn   THỊ\u200b Hoa\u202e ")

    assert clean_name(typed) == "nguyễn THỊ Hoa"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "shape"),
        ("  ", "shape"),
        ("'-.", "shape"),
        ("An 2", "characters"),
        ("<b>An</b>", "characters"),
        ("A" * 101, "length"),
    ],
)
def test_what_is_no_name_is_refused(name: str, reason: str) -> None:
    with pytest.raises(BadIdentifier) as refused:
        clean_name(name)

    assert (refused.value.kind, refused.value.reason) == ("name", reason)


@given(st.text(LETTERS, min_size=1, max_size=20))
def test_any_word_of_letters_is_a_name_and_stays_as_it_is(word: str) -> None:
    try:
        cleaned = clean_name(word)
    except BadIdentifier:
        assert len(unicodedata.normalize("NFC", word)) > 100
        return
    assert clean_name(cleaned) == cleaned


def test_names_are_sorted_by_given_name_then_family_then_middle() -> None:
    names = [
        "Trần Văn Bình",
        "Lê Thị Ánh",
        "Nguyễn Ái",
        "Đỗ Thị Bình",
        "Trần Thị Bình",
        "Y Ăm",
        "Phạm Ân",
        "Hờ",
        "Lê An",
    ]

    assert sorted(names, key=name_sort_key) == [
        "Nguyễn Ái",
        "Lê An",
        "Lê Thị Ánh",
        "Y Ăm",
        "Phạm Ân",
        "Đỗ Thị Bình",
        "Trần Thị Bình",
        "Trần Văn Bình",
        "Hờ",
    ]


def test_the_alphabet_and_the_tones_have_their_order() -> None:
    letters = ["a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "g", "i", "o", "ô", "ơ", "u", "ư", "y"]
    tones = ["Hoa", "Hòa", "Hỏa", "Hõa", "Hóa", "Họa"]

    assert sorted(_mixed(letters), key=name_sort_key) == letters
    assert sorted(_mixed(tones), key=name_sort_key) == tones


def _mixed(words: list[str]) -> list[str]:
    return words[1::2] + words[::2]
