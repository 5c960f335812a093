"""Records in the manner of the national file, all invented, and the means to write them as lines."""

import json

CHANNELS = "Hình thức nộpThời gianPhí, lệ phíMô tả"
PAPERS = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
LAW = "Tên văn bản pháp lýMã văn bản"
NOTHING = "Không có thông tin"
PAGE_FOOT = "Từ khóaKhông có thông tinMô tảKhông có thông tinChọn cơ quan thực hiệnNộp hồ sơ"


def record(code: str = "9.000001", name: str = "Cấp giấy phép thả diều", **fields: object) -> dict[str, object]:
    """Return a sound record; `fields` replaces or adds fields."""
    return {
        "ma_thu_tuc": code,
        "ten_thu_tuc": name,
        "so_quyet_dinh": "QĐ/0001",
        "cap_thuc_hien": "Cấp xã",
        "linh_vuc": "Trò chơi dân gian",
        "doi_tuong_thuc_hien": "Công dân Việt Nam",
        "trinh_tu_thuc_hien": "Bước 1: Nộp đơn.\nBước 2: Nhận giấy phép.",
        "cach_thuc_thuc_hien": f"{CHANNELS}Trực tuyến3 Ngày làm việcMiễn phíTrực tiếp3 Ngày làm việcMiễn phí",
        "thanh_phan_ho_so": f"--{PAPERS}Đơn xin thả diều1 bản chính",
        "can_cu_phap_ly": f"{LAW}Quy định về diều sáo12/2031/NĐ-CP",
        "co_quan_thuc_hien": "Ủy ban nhân dân cấp xã",
        "yeu_cau_dieu_kien": NOTHING,
        "ket_qua_xu_ly": f"Giấy phép thả diềuMã: KQ.G99.000001{PAGE_FOOT}",
        "bo_quan_ly": "bo-tro-choi",
        "thu_tuc_lien_quan": NOTHING,
        **fields,
    }


def channels(rows: str) -> str:
    return CHANNELS + rows


VARIETY: tuple[dict[str, object], ...] = (
    record("9.000001", "Cấp giấy phép thả diều"),
    record("9.000002", "Đăng ký khai sinh cho diều", linh_vuc="Hộ tịch diều"),
    record(
        "9.000003", cach_thuc_thuc_hien=channels("Trực tiếp7 NgàyMiễn phí07 ngày làm việc, kể từ ngày nhận đủ hồ sơ.")
    ),
    record("9.000004", cach_thuc_thuc_hien=channels("Trực tuyến1Miễn phíTrực tiếp1Miễn phí")),
    record("9.000005", cach_thuc_thuc_hien=channels("Trực tiếpKhông có thông tinKhông có thông tin")),
    record(
        "9.000006",
        cach_thuc_thuc_hien=channels(
            "Trực tiếpKhông có thông tinKhông có thông tin"
            "07 ngày làm việc (đối với cấp mới), 02 ngày làm việc (đối với cấp lại)"
        ),
    ),
    record("9.000007", cach_thuc_thuc_hien=channels("Trực tuyến5 Ngày làm việc70,000 Việt Nam Đồng(70.000 đồng/con)")),
    record("9.000008", cach_thuc_thuc_hien=channels("Trực tuyến5 Ngày làm việc20 VNĐ(20.000 đồng/tờ)")),
    record("9.000009", cach_thuc_thuc_hien=channels("Trực tuyến5 Ngày làm việc20 VNĐ")),
    record("9.000010", cach_thuc_thuc_hien=channels("Trực tiếp5 Ngày làm việc10 USD(/lần)")),
    record(
        "9.000011",
        cach_thuc_thuc_hien=channels("Trực tiếp24 GiờMiễn phí(Mức lệ phí do Hội đồng nhân dân tỉnh quy định)"),
    ),
    record("9.000012", cach_thuc_thuc_hien=channels("Trực tiếp2 ThángMiễn phí(150.000 đồng/giấy)")),
    record("9.000013", cach_thuc_thuc_hien=channels("Trực tiếp125 VNĐ")),
    record("9.000014", cach_thuc_thuc_hien=channels("Trực tiếp1100 VNĐ(100.000 đồng)")),
    record("9.000015", cach_thuc_thuc_hien=channels("Trực tiếpKhông phải trả kết quảMiễn phíTại quầy")),
    record("9.000016", cach_thuc_thuc_hien="Mang diều đến sân làng."),
    record("9.000017", cach_thuc_thuc_hien=channels("Trực tiếp0Miễn phí")),
    record("9.000018", cach_thuc_thuc_hien=channels("Trực tiếp1.5 Ngày làm việcMiễn phí(Không)")),
    record("9.000019", thanh_phan_ho_so="Không có bảng nào ở đây"),
    record("9.000020", thanh_phan_ho_so=f"--{PAPERS}Tờ khai theo Mẫu số 131 bản chính"),
    record("9.000021", can_cu_phap_ly="Theo lệ làng"),
    record("9.000022", doi_tuong_thuc_hien="Công dân Việt Nam, Người ngoài hành tinh"),
    record("9.000023", co_quan_thuc_hien="x" * 300),
    record("9.000024", ket_qua_xu_ly=None, loai_thu_tuc=None),
    record("9.000025", cach_thuc_thuc_hien=channels("Trực tiếp3 Ngày làm việcMiễn phí(đồng (từ năm sau)15 ngày")),
)


def line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def lines(*values: object) -> bytes:
    return b"".join(map(line, values))
