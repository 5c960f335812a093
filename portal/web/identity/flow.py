"""To the provider and back: what is remembered on the way, and what is checked on return (R-ID-1, R-ID-2)."""

import hmac
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict

from portal.clock import local
from portal.people import logins, sessions
from portal.people.accounts import find_or_create_person
from portal.people.acting import load_principal
from portal.people.errors import AccountDisabled
from portal.people.identity import Identity
from portal.people.logins import Attempt
from portal.people.officers import find_officer, note_officer_login
from portal.people.principal import Kind, Principal
from portal.people.residence import locate
from portal.people.sessions import Login, digest_of
from portal.web.identity import audit, stash
from portal.web.identity.claims import merge_userinfo, read_identity
from portal.web.identity.endpoints import Provider
from portal.web.identity.jose import Signed, open_signed
from portal.web.identity.keeper import Doorkeeper
from portal.web.identity.provider import Audience
from portal.web.identity.refusal import LoginRefused, Reason
from portal.web.identity.session import new_secret
from portal.web.identity.validator import Asked, Claims, judge_id_token

LONGEST_NEXT = 2000
ID_TOKEN_TYPES = frozenset({"jwt"})
_PARAMETERS = ("state", "code", "error", "iss")
_PROVIDER_ERRORS = {
    "access_denied": Reason.CANCELLED,
    "unmet_authentication_requirements": Reason.ASSURANCE_TOO_LOW,
}


@dataclass(frozen=True, slots=True)
class Arrival:
    """A login that succeeded: the secret of the new session, and the page the person came for."""

    secret: str
    next_url: str


def local_address(url: str) -> str:
    """Return `url` if it is a path of this site. Raises `LoginRefused` for anything that leads elsewhere."""
    plain = url.startswith("/") and not url.startswith("//") and "\\" not in url and len(url) <= LONGEST_NEXT
    if not plain or not url.isprintable() or urlsplit(url).netloc:
        raise LoginRefused(Reason.NEXT_NOT_OURS)
    return url


@dataclass(frozen=True, slots=True)
class Flow:
    """The login of one audience."""

    keeper: Doorkeeper
    audience: Audience

    @property
    def provider(self) -> Provider:
        """Raises `LoginRefused` when nobody of this audience can log in here."""
        provider = self.keeper.providers.get(self.audience)
        if provider is None:
            raise LoginRefused(Reason.UNREACHABLE)
        return provider

    def begin(self, next_url: str, *, browser: str, stash_secret: str | None, language: str) -> str:
        """Remember a login under way for this browser and return where to send it. Raises `LoginRefused`."""
        state, nonce, verifier = new_secret(), new_secret(), new_secret()
        attempt = Attempt(
            state_digest=digest_of(state),
            purpose="login",
            audience=self.audience,
            browser_digest=digest_of(browser),
            next_url=local_address(next_url),
            nonce=nonce,
            verifier=verifier,
            stash=None if stash_secret is None else digest_of(stash_secret),
        )
        url = self.provider.authorization_url(state=state, nonce=nonce, verifier=verifier, language=language)
        now = self.keeper.now()
        with self.keeper.database.transaction() as connection:
            sessions.prune(connection, now)
            logins.begin_attempt(connection, attempt, now)
        return url

    def finish(self, arguments: MultiDict[str, str], *, browser: str, old_secret: str | None) -> Arrival:
        """Check a provider's answer from end to end and start the session. Raises `LoginRefused`; no session then."""
        answer = single_values(arguments)
        attempt = self.take_attempt(answer.get("state"), browser=browser, purpose="login")
        self._check_issuer(answer.get("iss"))
        code = _code(answer)
        tokens = self.provider.exchange(code=code, verifier=attempt.verifier)
        signed = self.open_token(tokens.id_token)
        asked = Asked(nonce=attempt.nonce, access_token=tokens.access_token, now=self.keeper.now())
        claims = judge_id_token(signed, self.provider.settings, asked)
        told = claims
        if self.provider.settings.asks_userinfo:
            told = merge_userinfo(claims, self.provider.userinfo(tokens.access_token), self.provider.settings)
        return self._welcome(claims, told, attempt, old_secret)

    def take_attempt(self, state: str | None, *, browser: str, purpose: str) -> Attempt:
        """Return what was remembered under `state`, which is used up by this. Raises `LoginRefused`."""
        if not state:
            raise LoginRefused(Reason.STATE_MISSING)
        with self.keeper.database.transaction() as connection:
            attempt = logins.take_attempt(connection, digest_of(state), self.keeper.now())
        if attempt is None or attempt.purpose != purpose:
            raise LoginRefused(Reason.STATE_UNKNOWN)
        if attempt.audience != self.audience:
            raise LoginRefused(Reason.OTHER_PROVIDER)
        if not browser or not hmac.compare_digest(attempt.browser_digest, digest_of(browser)):
            raise LoginRefused(Reason.OTHER_BROWSER)
        return attempt

    def open_token(self, token: str) -> Signed:
        provider = self.provider
        return open_signed(
            token, algorithms=provider.settings.algorithms, types=ID_TOKEN_TYPES, find_key=provider.find_key
        )

    def _check_issuer(self, named: str | None) -> None:
        """RFC 9207: an answer of another provider, brought here by a mix-up, names the wrong issuer."""
        if named is None and self.provider.metadata().names_issuer:
            raise LoginRefused(Reason.ISSUER_PARAMETER_MISSING)
        if named is not None and named != self.provider.settings.issuer:
            raise LoginRefused(Reason.ISSUER_PARAMETER_WRONG)

    def _welcome(self, claims: Claims, told: Claims, attempt: Attempt, old_secret: str | None) -> Arrival:
        """Find the person, and in one transaction start the new session and end the old one (R-SES-1)."""
        keeper, now, secret = self.keeper, self.keeper.now(), new_secret()
        kind, digest = self.audience.kind, digest_of(secret)
        with keeper.database.transaction() as connection:
            principal = self._find_person(connection, claims, told)
            login = Login(
                kind=kind,
                principal_id=principal.id,
                issuer=self.provider.settings.issuer,
                subject=claims["sub"],
                sid=claims.get("sid"),
            )
            data = self._carried_over(connection, old_secret)
            claimed = self._claim_stash(connection, attempt, principal)
            if claimed is not None:
                data[stash.KEY] = claimed.digest
            expires = now + keeper.settings.limits[kind].absolute
            sessions.start_session(connection, digest, login, data=data, now=now, expires=expires)
            if kind is Kind.OFFICER:
                sessions.end_oldest_sessions(connection, kind, principal.id, keep=keeper.settings.officer_sessions)
            entry = audit.entry(self.audience, "accepted", str(claims.get("acr", "")))
            logins.record(connection, replace(entry, principal_id=principal.id, session_digest=digest), now)
        return Arrival(secret, attempt.next_url if claimed is None else claimed.url)

    def _find_person(self, connection: Connection, claims: Claims, told: Claims) -> Principal:
        """Return who this is: a citizen is written down at the first login, an officer has to be appointed before."""
        keeper, now, settings = self.keeper, self.keeper.now(), self.provider.settings
        if self.audience is Audience.CITIZENS:
            try:
                identity = self._located(read_identity(told, settings))
                known = find_or_create_person(connection, keeper.sealer, identity, now)
            except AccountDisabled as error:
                raise LoginRefused(Reason.ACCOUNT_INACTIVE) from error
        else:
            officer = find_officer(connection, settings.issuer, claims["sub"])
            if officer is None:
                raise LoginRefused(Reason.NOT_AN_OFFICER)
            known = officer.id
            note_officer_login(connection, known, now)
        principal = load_principal(connection, self.audience.kind, known, local(now).date())
        if principal is None:
            raise LoginRefused(Reason.ACCOUNT_INACTIVE)
        return principal

    def _located(self, identity: Identity) -> Identity:
        """Return the identity with the commune of its address, where the tree knows the one that the address names."""
        directory, residence = self.keeper.directory, identity.residence
        if directory is None or residence is None:
            return identity
        return replace(identity, residence=locate(residence, directory, local(self.keeper.now()).date()))

    def _carried_over(self, connection: Connection, old_secret: str | None) -> dict[str, object]:
        """End the session that was there before, and keep of it only the language."""
        if old_secret is None:
            return {}
        old = sessions.find_session(connection, digest_of(old_secret))
        sessions.end_session(connection, digest_of(old_secret))
        return {} if old is None or "language" not in old.data else {"language": old.data["language"]}

    def _claim_stash(self, connection: Connection, attempt: Attempt, principal: Principal) -> logins.Stash | None:
        """Hand a form kept on the way to its writer; anybody else's is dropped."""
        if attempt.stash is None:
            return None
        found = logins.find_form(connection, attempt.stash, self.keeper.now())
        if found is None or found.owner is not None:
            return None
        if not stash.belongs_to(found, principal):
            logins.drop_form(connection, found.digest)
            return None
        logins.own_form(connection, found.digest, logins.owner_of(principal.kind, principal.id))
        return found


def single_values(arguments: MultiDict[str, str]) -> dict[str, str]:
    """Return the parameters of an answer. One that is given twice could mean two things, so it means nothing."""
    if any(len(arguments.getlist(name)) > 1 for name in _PARAMETERS):
        raise LoginRefused(Reason.PARAMETER_REPEATED)
    return {name: arguments[name] for name in _PARAMETERS if name in arguments}


def _code(answer: dict[str, str]) -> str:
    code, error = answer.get("code"), answer.get("error")
    if code and error:
        raise LoginRefused(Reason.CODE_AND_ERROR)
    if error:
        raise LoginRefused(_PROVIDER_ERRORS.get(error, Reason.PROVIDER_REFUSED))
    if not code:
        raise LoginRefused(Reason.CODE_MISSING)
    return code
