from xml.etree import ElementTree as Xml

from portal.documents.qr import qr_svg


def test_a_code_is_a_drawing_and_the_same_each_time() -> None:
    drawing = qr_svg("https://motcua.example/tra/H48.35.09-261123-0017")

    assert Xml.fromstring(drawing).tag == "{http://www.w3.org/2000/svg}svg"
    assert drawing == qr_svg("https://motcua.example/tra/H48.35.09-261123-0017")
    assert drawing != qr_svg("https://motcua.example/tra/H48.35.09-261123-0018")
