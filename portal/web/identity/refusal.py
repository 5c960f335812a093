"""Why a login was refused: one code for each way an answer can be wrong. People read words beside it."""

from enum import StrEnum


class Reason(StrEnum):
    """Machine reason of a refusal. What people read is chosen in `words`."""

    # the request that began here
    NEXT_NOT_OURS = "next_not_ours"
    PARAMETER_REPEATED = "parameter_repeated"
    STATE_MISSING = "state_missing"
    STATE_UNKNOWN = "state_unknown"
    OTHER_BROWSER = "other_browser"
    OTHER_PROVIDER = "other_provider"
    ISSUER_PARAMETER_MISSING = "issuer_parameter_missing"
    ISSUER_PARAMETER_WRONG = "issuer_parameter_wrong"
    CODE_MISSING = "code_missing"
    CODE_AND_ERROR = "code_and_error"

    # what the provider decided
    CANCELLED = "cancelled"
    PROVIDER_REFUSED = "provider_refused"
    ASSURANCE_TOO_LOW = "assurance_too_low"
    NOT_AN_OFFICER = "not_an_officer"
    ACCOUNT_INACTIVE = "account_inactive"

    # how the provider answered
    UNREACHABLE = "unreachable"
    REDIRECTED = "redirected"
    ANSWER_TOO_LARGE = "answer_too_large"
    ANSWER_NOT_JSON = "answer_not_json"
    DISCOVERY_INVALID = "discovery_invalid"
    DISCOVERY_ISSUER = "discovery_issuer"
    ENDPOINT_ELSEWHERE = "endpoint_elsewhere"
    TOKEN_REFUSED = "token_refused"  # noqa: S105
    TOKEN_TYPE = "token_type"  # noqa: S105
    ID_TOKEN_MISSING = "id_token_missing"  # noqa: S105
    USERINFO_SUBJECT = "userinfo_subject"
    USERINFO_DIFFERS = "userinfo_differs"

    # the signed token (security.md 3.2 B)
    TOKEN_FORM = "token_form"  # noqa: S105
    TOKEN_TOO_LARGE = "token_too_large"  # noqa: S105
    MEMBER_REPEATED = "member_repeated"
    HEADER_FORBIDDEN = "header_forbidden"
    ALGORITHM = "algorithm"
    TYPE = "type"
    KEY_UNKNOWN = "key_unknown"
    KEY_AMBIGUOUS = "key_ambiguous"
    KEY_TOO_WEAK = "key_too_weak"
    SIGNATURE = "signature"

    # its claims (security.md 3.2 A, E)
    ISS = "iss"
    SUB = "sub"
    AUD = "aud"
    AZP = "azp"
    EXP = "exp"
    IAT = "iat"
    NBF = "nbf"
    NONCE = "nonce"
    ACR = "acr"
    AUTH_TIME = "auth_time"
    AT_HASH = "at_hash"
    EVENTS = "events"
    JTI = "jti"
    REPLAYED = "replayed"
    SESSION_OF_ANOTHER = "session_of_another"
    CLAIM_IMPOSSIBLE = "claim_impossible"
    IDENTITY_NUMBER = "identity_number"
    REQUEST_FORM = "request_form"


class LoginRefused(Exception):
    """The answer is not believed, or does not let this person in. Nothing was changed."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
