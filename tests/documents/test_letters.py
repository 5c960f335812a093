from portal.documents.letters import shown
from portal.documents.render import Renderer
from tests.documents.factories import result, slip_01
from tests.documents.pdftext import squeezed, text_of

ALL = "".join(map(chr, range(0x20, 0x3000)))


def test_every_letter_that_is_kept_can_be_shown_in_every_face() -> None:
    held = shown(ALL)

    Renderer().render(result(facts=((held, held),), opening=(held,), recipients=(held,)))
    Renderer().render(slip_01(applicant=held, applicant_proof=held))


def test_a_letter_that_cannot_be_shown_becomes_a_box() -> None:
    pdf = Renderer().render(slip_01(address="Số 5 🙂 đường 漢字\x00"))

    assert squeezed("Số 5 □ đường □□□") in squeezed(text_of(pdf))


def test_vietnamese_and_the_marks_of_the_highlands_are_kept() -> None:
    text = "Ầ ẵ ữ ỡ Đ đ ê̆ ŏ ŭ č ñ ĭ ’ ₫ №"

    assert shown({"a": [text, 1, None]}) == {"a": [text, 1, None]}
