"""What every page about something that went wrong has to keep to, and what tests of them send."""

from uuid import uuid4

from werkzeug.test import TestResponse

from tests.stories import (
    seen_version,
    token,
)

OURS = {"Sec-Fetch-Site": "same-origin"}
WORDS = "Ông nội tôi tên là Đinh Văn Rớ, ở xóm 3; xem giúp"
SECRETS = ("Traceback", "sqlalchemy", "psycopg", "sqlite3", "SELECT ", "portal/", ".py")


def clear(answer: TestResponse, status: int) -> str:
    """Check an error page: its status, no store, a heading, a way on, nothing of the inside; return its text."""
    assert answer.status_code == status, (answer.status_code, answer.text[:500])
    assert "<h1" in answer.text
    assert not [secret for secret in SECRETS if secret in answer.text]
    if status == 503:
        assert answer.headers["Retry-After"].isdigit()
    return answer.text


def form(page: TestResponse, **more: str) -> dict[str, str]:
    return {"csrf_token": token(page), "key": uuid4().hex, "seen_version": seen_version(page), **more}
