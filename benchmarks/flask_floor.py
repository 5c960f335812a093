"""The least a page can be: Flask, a signed cookie, a login, a form token, one query of 50 rows, 22 kB of Jinja."""

from pathlib import Path
from typing import Any

from flask import Flask, session
from flask.testing import FlaskClient
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Column, Index, Integer, MetaData, Table, Text, bindparam, create_engine, insert, select

ROWS = 10_000
UNITS = 20
TASKS = Table(
    "tasks",
    MetaData(),
    Column("id", Integer, primary_key=True),
    *(Column(name, Integer if name == "unit" else Text) for name in ("unit", "due", "code", "who", "what", "status")),
    Index("ix_tasks", "unit", "due", "id"),
)
LIST = select(TASKS).where(TASKS.c.unit == bindparam("unit")).order_by(TASKS.c.due, TASKS.c.id).limit(50)
PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{{ title }}</title>
<meta name="csrf-token" content="{{ token }}"></head><body>
<header><p>Xin chào {{ user.name }}</p><nav><ul>{% for i in range(12) %}
<li><a href="/muc/{{ i }}" class="nav__link{% if i == 3 %} nav__link--active{% endif %}">Mục {{ i }}</a>
</li>{% endfor %}</ul></nav></header><main><h1>{{ title }}</h1>
<form method="post"><input type="hidden" name="csrf_token" value="{{ token }}"><input name="q" value=""></form>
<table class="table"><thead><tr><th>Mã</th><th>Người nộp</th><th>Thủ tục</th><th>Hạn</th><th></th></tr></thead><tbody>
{% for row in rows %}<tr class="table__row{% if loop.index is even %} table__row--even{% endif %}">
<td class="table__cell"><a href="/ho-so/{{ row.id }}">{{ row.code }}</a></td><td class="table__cell">{{ row.who }}</td>
<td class="table__cell table__cell--wide">{{ row.what }}</td>
<td class="table__cell"><time datetime="{{ row.due }}">{{ row.due }}</time></td><td class="table__cell">
<span class="tag tag--{{ row.status }}">{% if row.status == 'in_progress' %}Đang xử lý
{% else %}{{ row.status }}{% endif %}</span></td></tr>
{% endfor %}</tbody></table></main></body></html>"""


class User(UserMixin):  # type: ignore[misc]
    id = "7"
    name = "Trần Văn An"


def flask_floor(folder: Path) -> FlaskClient:
    """Return a browser that is signed in to the bare application; its page is `/list`."""
    engine = create_engine(f"sqlite:///{folder / 'bare.db'}")
    TASKS.metadata.create_all(engine)
    with engine.begin() as work:
        work.execute(insert(TASKS), [_row(number) for number in range(ROWS)])
    app = Flask("bare")
    app.secret_key = "a secret of the floor, long enough to be one"
    logins = LoginManager(app)
    tokens = URLSafeTimedSerializer(app.secret_key)
    template = app.jinja_env.from_string(PAGE)

    @logins.user_loader  # type: ignore[untyped-decorator]
    def load(_: str) -> User:
        return User()

    @app.get("/login")
    def login() -> str:
        login_user(User())
        return "Xin chào"

    @app.get("/list")
    @login_required  # type: ignore[untyped-decorator]
    def tasks() -> str:
        with engine.connect() as look:
            rows = look.execute(LIST, {"unit": 3}).all()
        session["seen"] = 1
        token = tokens.dumps("form")
        return template.render(title="Việc của tôi", user=current_user, token=token, rows=rows)

    client = app.test_client()
    client.get("/login")
    return client


def _row(number: int) -> dict[str, Any]:
    return {
        "unit": number % UNITS,
        "due": f"2026-12-{number % 28 + 1:02}",
        "code": f"H48.{number:08}",
        "who": "Nguyễn Thị Thu Hương",
        "what": "Cấp giấy phép xây dựng nhà ở riêng lẻ",
        "status": "in_progress",
    }
