"""Files that people attach: taken in, and where they cannot be, a sentence that says what to do instead."""

from dataclasses import asdict, dataclass

from werkzeug.datastructures import FileStorage

from portal.cases.files import NewFile
from portal.storage import Empty, NoSpace, Refused, TooLarge, take_in
from portal.storage.refusals import InspectorBroken, Reason
from portal.web.context import house
from portal.web.format import file_size
from portal.web.language import gettext as _
from portal.web.language import language


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedFile:
    """A file that was kept and may be attached."""

    file_name: str
    sha256: str
    size: int
    media_type: str

    def of(self, component: str) -> NewFile:
        """Return it as a file of one component of a dossier."""
        return NewFile(component=component, **asdict(self))


class RefusedUpload(Exception):
    """The file was not taken; `sentence` says why, and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def receive(upload: FileStorage) -> ReceivedFile:
    """Keep one attached file. Raises `RefusedUpload`."""
    limit = house().settings.max_file_bytes
    name = upload.filename or ""
    try:
        taken = take_in(house().storage, upload.stream, name, limit=limit)  # type: ignore[arg-type]
    except TooLarge:
        most = file_size(limit, language=language())
        raise RefusedUpload(_("“%(name)s” lớn quá. Mỗi tệp nhiều nhất %(most)s.", name=name, most=most)) from None
    except Empty:
        raise RefusedUpload(_("“%(name)s” không có gì bên trong. Chọn lại tệp.", name=name)) from None
    except Refused as refused:
        raise RefusedUpload(f"“{name}”: {_refusal(refused.reason)}") from None
    except NoSpace:
        raise RefusedUpload(_("Kho tệp đang đầy, chưa nhận được “%(name)s”. Thử lại sau.", name=name)) from None
    except InspectorBroken:
        raise RefusedUpload(_("Chưa kiểm tra được “%(name)s”. Thử lại sau ít phút.", name=name)) from None
    return ReceivedFile(
        file_name=taken.file_name, sha256=taken.shown.sha256, size=taken.shown.size, media_type=taken.media_type
    )


def _refusal(reason: Reason) -> str:
    kinds = _("Chỉ nhận ảnh JPG, PNG và tệp PDF, Word, Excel.")
    return {
        Reason.TYPE: kinds,
        Reason.MISMATCH: _("đuôi tệp không đúng với nội dung. Lưu lại đúng loại rồi gửi."),
        Reason.PHOTO_FORMAT: _("đặt máy ảnh của điện thoại chụp kiểu JPG, rồi chụp lại."),
        Reason.OLD_OFFICE: _("lưu lại thành .docx, .xlsx hoặc PDF, không đặt mật khẩu."),
        Reason.DAMAGED: _("tệp không mở được. Chọn lại tệp."),
        Reason.CUT_OFF: _("tệp bị đứt giữa chừng. Gửi lại."),
        Reason.ENCRYPTED: _("tệp có mật khẩu. Bỏ mật khẩu rồi gửi."),
        Reason.ACTIVE: _("tệp PDF có chương trình chạy kèm. In lại thành PDF thường rồi gửi."),
        Reason.ATTACHMENT: _("tệp PDF có tệp khác giấu bên trong. In lại thành PDF thường rồi gửi."),
        Reason.DYNAMIC_FORM: _("biểu mẫu động không đọc được. In thành PDF thường rồi gửi."),
        Reason.MACRO: _("tệp có macro. Lưu lại không có macro rồi gửi."),
        Reason.EXTERNAL: _("tệp lấy nội dung từ nơi khác. Lưu lại thành PDF rồi gửi."),
        Reason.TWO_KINDS: _("tệp vừa là loại này vừa là loại khác. Lưu lại rồi gửi."),
        Reason.PIXELS: _("ảnh quá lớn. Chụp lại với cỡ nhỏ hơn."),
        Reason.UNPACKED_SIZE: _("tệp quá lớn khi mở ra. Lưu lại thành PDF rồi gửi."),
        Reason.TOO_COMPLEX: _("tệp quá phức tạp, không kiểm tra được. In thành PDF thường rồi gửi."),
    }.get(reason, kinds)
