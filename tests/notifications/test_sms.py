"""Text messages over HTTP, against a real server: what is posted, and which answers mean later, and which never."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.notifications.errors import Permanent, Temporary
from portal.notifications.sms import SmsChannel
from portal.notifications.texts import Text
from tests.notifications.sms_gateway import TOKEN, sms_gateway
from tests.notifications.smtp import write_certificate

TEXT = Text(
    to="+84912345678",
    subject="Mã xác nhận nộp hồ sơ",
    text="Mã xác nhận của bạn: 012345.",
    message_id="0a1b2c3d",
    written_at=datetime(2026, 3, 9, 2, tzinfo=UTC),
)


def test_a_text_is_one_post_as_the_guide_for_operators_describes_it() -> None:
    with sms_gateway() as gateway:
        SmsChannel(gateway.settings()).send(TEXT)

        assert gateway.taken == [{"id": "0a1b2c3d", "to": "+84912345678", "text": "Mã xác nhận của bạn: 012345."}]
        path, headers = gateway.asked[0]
        assert path == "/send"
        assert headers["content-type"] == "application/json"
        assert (headers["authorization"], headers["idempotency-key"]) == (f"Bearer {TOKEN}", "0a1b2c3d")


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 599])
def test_what_may_go_well_later_is_tried_again(status: int) -> None:
    with sms_gateway() as gateway:
        gateway.status = status
        with pytest.raises(Temporary, match=str(status)):
            SmsChannel(gateway.settings()).send(TEXT)


@pytest.mark.parametrize("status", [400, 404, 410, 422])
def test_what_never_goes_well_is_given_up(status: int) -> None:
    with sms_gateway() as gateway:
        gateway.status = status
        with pytest.raises(Permanent, match=str(status)):
            SmsChannel(gateway.settings()).send(TEXT)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with sms_gateway() as gateway:
        gateway.status = status
        with pytest.raises(Permanent, match=str(status)):
            SmsChannel(gateway.settings()).send(TEXT)
        assert len(gateway.asked) == 1


def test_a_wrong_token_is_the_gateways_to_refuse_and_nobodys_to_read() -> None:
    with sms_gateway() as gateway:
        channel = SmsChannel(gateway.settings(token="another"))
        with pytest.raises(Permanent) as refused:
            channel.send(TEXT)

    assert "another" not in f"{refused.value!r} {gateway.settings(token='another')!r}"


def test_a_gateway_that_is_away_is_tried_again_and_the_error_names_nobody() -> None:
    with sms_gateway() as gateway:
        settings = gateway.settings()
    with pytest.raises(Temporary) as refused:
        SmsChannel(settings).send(TEXT)

    assert "0912" not in f"{refused.value!r}"
    assert "012345" not in f"{refused.value!r} {TEXT!r}"
    assert "+84912345678" not in repr(TEXT)


def test_over_tls_the_certificate_is_checked(tmp_path: Path) -> None:
    write_certificate(tmp_path / "gateway.pem")
    with sms_gateway(tmp_path / "gateway.pem") as gateway:
        SmsChannel(gateway.settings()).send(TEXT)
        assert len(gateway.taken) == 1
        unknown = SmsChannel(gateway.settings(ca_file=""))
        with pytest.raises(Temporary):
            unknown.send(TEXT)
        assert len(gateway.taken) == 1
