"""The provider says that a login has ended: its sessions here end at once (OpenID Back-Channel Logout 1.0)."""

from sqlalchemy.exc import IntegrityError

from portal.people import logins, sessions
from portal.people.sessions import SessionOfAnother, digest_of
from portal.web.identity import audit
from portal.web.identity.flow import Flow
from portal.web.identity.jose import open_signed
from portal.web.identity.refusal import LoginRefused, Reason
from portal.web.identity.validator import judge_logout_token

LOGOUT_TOKEN_TYPES = frozenset({"logout+jwt", "jwt"})  # some providers do not name the type; `events` tells it then


def end_what_has_ended(flow: Flow, token: str) -> int:
    """End the sessions a logout token names and return how many there were. Raises `LoginRefused`.

    A session we do not know is no error: it may have ended here first.
    """
    settings, now, database = flow.provider.settings, flow.keeper.now(), flow.keeper.database
    signed = open_signed(
        token, algorithms=settings.algorithms, types=LOGOUT_TOKEN_TYPES, find_key=flow.provider.find_key
    )
    notice = judge_logout_token(signed, settings, now)
    seen = digest_of(f"{settings.issuer} {notice.token_id}")
    try:
        with database.transaction() as connection:
            if not logins.first_time_seen(connection, seen, expires=notice.expires):
                raise LoginRefused(Reason.REPLAYED)
            ended = sessions.end_provider_sessions(connection, settings.issuer, subject=notice.subject, sid=notice.sid)
            logins.record(connection, audit.entry(flow.audience, "ended", "by the provider"), now)
    except IntegrityError as error:  # two workers got the same token in the same moment
        raise LoginRefused(Reason.REPLAYED) from error
    except SessionOfAnother as error:
        raise LoginRefused(Reason.SESSION_OF_ANOTHER) from error
    return ended
