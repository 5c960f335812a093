"""What a helper still sees of an application they helped with once it was sent: that it was, under which code."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, select, text

from portal.cases.drafts import BROUGHT
from portal.cases.errors import NoSuchCase
from portal.cases.models import HELPED, Case

MOST_LISTED = 20
# The receipt carries the secret of tracking: long enough to print it and hand it over, and no longer.
RECEIPT_LIFE = timedelta(minutes=15)

_HELPED = and_(Case.helper == bindparam("helper"), text(HELPED), Case.channel.not_in(BROUGHT))
_COLUMNS: Any = (Case.id, Case.code, Case.version_id, Case.submitted_at, Case.help_unit, Case.competent)
_SENT = select(*_COLUMNS).where(_HELPED).order_by(Case.submitted_at.desc()).limit(MOST_LISTED)
_ONE = select(*_COLUMNS).where(_HELPED, Case.code == bindparam("code"))


def list_helped(look: Connection, helper_id: str) -> Sequence[Row[Any]]:
    """Return the latest applications that somebody helped to send; of the person nothing."""
    return look.execute(_SENT, {"helper": helper_id}).all()


def find_helped(look: Connection, code: str, helper_id: str) -> Row[Any]:
    """Return one of them. Raises `NoSuchCase` for another's, and for none."""
    row = look.execute(_ONE, {"helper": helper_id, "code": code}).one_or_none()
    if row is None:
        raise NoSuchCase
    return row
