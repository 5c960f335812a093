import unicodedata

import pytest

from portal.storage import clean_file_name
from portal.storage.kinds import JPEG
from portal.storage.names import with_extension

NAMES = [
    ("Đơn xin.pdf", "Đơn xin.pdf"),
    (unicodedata.normalize("NFD", "Đơn xin cấp.pdf"), "Đơn xin cấp.pdf"),
    ("../../etc/passwd", "passwd"),
    ("..\\..\\windows\\system32\\cmd.exe", "cmd.exe"),
    ("C:\\Users\\Lan\\Giấy tờ.docx", "Giấy tờ.docx"),
    ("/var/www/shell.php\0.jpg", "shell.php.jpg"),
    ("hoa\u202efdp.exe", "hoafdp.exe"),
    ("a\u200bb\ufeff.pdf", "ab.pdf"),
    ('x";\r\nSet-Cookie: a=1.pdf', "x_; Set-Cookie_ a=1.pdf"),
    ("<img src=x onerror=alert(1)>.png", "_img src=x onerror=alert(1)_.png"),
    ("   .pdf  ", "pdf"),
    ("...", "tep"),
    ("", "tep"),
    ("/", "tep"),
    ("a" * 500 + ".pdf", "a" * 116 + ".pdf"),
    ("a." + "b" * 500, "a." + "b" * 11),
]


@pytest.mark.parametrize(("given", "kept"), NAMES)
def test_R_FILE_2_a_name_is_cleaned_and_never_a_path(given: str, kept: str) -> None:
    assert clean_file_name(given) == kept


def test_a_cleaned_name_stays_as_it_is() -> None:
    for _, kept in NAMES:
        assert clean_file_name(kept) == kept


def test_the_extension_follows_the_kind() -> None:
    assert with_extension("anh.webp", JPEG) == "anh.jpg"
    assert with_extension("anh.JPEG", JPEG) == "anh.JPEG"
