"""What well-known actions are called on a button, unless a definition says otherwise."""

from portal.workflow.definition import Action, Label

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
}


def action_name(code: str, action: Action) -> Label:
    """Return the words for a button: the definition's own, else the well-known ones, else the code itself."""
    return action.name or ACTION_NAMES.get(code) or Label(vi=code, en=code)
