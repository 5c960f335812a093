"""What roles and well-known actions are called, unless a definition says otherwise."""

from portal.workflow.definition import Action, Label, Role

ACTION_NAMES: dict[str, Label] = {
    "accept": Label(vi="Tiếp nhận hồ sơ", en="Accept the application"),
    "supplement": Label(vi="Yêu cầu bổ sung", en="Ask for what is missing"),
    "refuse": Label(vi="Không tiếp nhận", en="Do not accept"),
    "assign": Label(vi="Giao cho chuyên viên", en="Assign to a specialist"),
    "forward": Label(vi="Chuyển bước sau", en="Forward"),
    "grant": Label(vi="Trình đồng ý", en="Propose to grant"),
    "reject": Label(vi="Trình từ chối", en="Propose to refuse"),
    "agree": Label(vi="Đồng ý, trình ký", en="Agree and send for signature"),
    "sign": Label(vi="Ký duyệt", en="Approve"),
    "send_back": Label(vi="Trả lại bước trước", en="Send back"),
    "issue": Label(vi="Vào số, phát hành", en="Number and issue"),
    "hand_over": Label(vi="Trả kết quả", en="Hand over the result"),
    "inspect": Label(vi="Ghi biên bản thẩm định", en="Record the inspection"),
    "plan_visit": Label(vi="Chuyển sang kiểm tra tại chỗ", en="Go and inspect on site"),
    "verify": Label(vi="Xác minh với nơi khác", en="Verify with other places"),
    "propose_stop": Label(vi="Trình dừng giải quyết", en="Propose to stop"),
    "stop": Label(vi="Dừng giải quyết", en="Stop the case"),
    "send_up": Label(vi="Chuyển lên cấp trên", en="Send up"),
    "take_over": Label(vi="Nhận hồ sơ", en="Take over"),
    "return_down": Label(vi="Trả lại cấp xã", en="Return to the commune"),
    "take_in": Label(vi="Nhận hồ sơ, bắt đầu tính hạn", en="Receive it and start the clock"),
    "ask_payment": Label(vi="Yêu cầu nộp tiền", en="Ask for payment"),
    "carry_out": Label(vi="Chuyển trả kết quả", en="Pass on for hand-over"),
}

ROLE_NAMES: dict[Role, Label] = {
    "reception": Label(vi="Một cửa", en="Reception"),
    "specialist": Label(vi="Chuyên viên", en="Specialist"),
    "head": Label(vi="Trưởng phòng", en="Head of division"),
    "leader": Label(vi="Lãnh đạo", en="Leader"),
    "clerk": Label(vi="Văn thư", en="Clerk"),
}


# What a meeting with the applicant is.
MEETING_NAMES: dict[str, Label] = {
    "inspection": Label(vi="Kiểm tra tại chỗ", en="Inspection on site"),
    "council": Label(vi="Họp hội đồng", en="Meeting of the council"),
    "visit": Label(vi="Làm việc, xác minh", en="Visit to verify"),
}


# Why a case is late, as slip 04 and report II.07 say it.
CAUSE_NAMES: dict[str, Label] = {
    "overload": Label(vi="Quá nhiều hồ sơ", en="Too many cases"),
    "other_agency": Label(vi="Chờ cơ quan phối hợp", en="Waiting for another agency"),
    "citizen": Label(vi="Chờ người nộp hồ sơ", en="Waiting for the applicant"),
    "system": Label(vi="Hệ thống bị lỗi", en="A fault of the system"),
    "other": Label(vi="Lý do khác", en="Another cause"),
}


def action_name(code: str, action: Action) -> Label:
    """Return the words for a button: the definition's own, else the well-known ones, else the code itself."""
    return action.name or ACTION_NAMES.get(code) or Label(vi=code, en=code)
