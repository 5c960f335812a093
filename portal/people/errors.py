"""What can be wrong with what is known or said of a person. None carries the value itself: logs keep errors."""

from datetime import date

from portal.people.roles import Role


class PeopleError(Exception):
    """Parent of the errors of this package."""


class BadIdentifier(PeopleError, ValueError):
    """A number, address or name is impossible. `reason`: shape, length, characters, check_digit, branch, unknown."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(f"{kind}: {reason}")
        self.kind = kind
        self.reason = reason


class ClaimRefused(PeopleError):
    """The identity provider said something about a person that cannot be. `reason`: missing, type, or what is wrong."""

    def __init__(self, claim: str, reason: str) -> None:
        super().__init__(f"{claim}: {reason}")
        self.claim = claim
        self.reason = reason


class BadClaimTable(PeopleError):
    """The configuration that maps claims is wrong; `errors` holds one sentence for each thing."""

    def __init__(self, errors: tuple[str, ...]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


class AccountDisabled(PeopleError):
    """The account was switched off by an administrator; it cannot be logged in to."""

    def __init__(self, account_id: str) -> None:
        super().__init__(account_id)
        self.account_id = account_id


class NoSuchPerson(PeopleError):
    """No person has this id."""


class NoSuchOfficer(PeopleError):
    """No officer has this id."""


class NoSuchAppointment(PeopleError):
    """No appointment has this id."""


class AlreadyAppointed(PeopleError):
    """The officer holds this role in this unit on some of these days already."""

    def __init__(self, role: Role, unit: str, since: date) -> None:
        super().__init__(f"{role.value} in {unit} since {since}")
        self.role = role
        self.unit = unit
        self.since = since


class BadPeriod(PeopleError):
    """A period ends before it begins."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"{first} to {last}")
        self.first = first
        self.last = last


class NoSuchAbsence(PeopleError):
    """No absence has this id, or it is not this officer's to end."""


class AbsenceRefused(PeopleError):
    """An absence or a roster cannot be kept so.

    `reason`: order, past, long, overlap (days); not_yours, posts, signing, stand_in, stand_in_away, roster (people).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class StandInOver(PeopleError):
    """Somebody stood in, and the days are over: what they sent now is not done. `officer` is who was away."""

    def __init__(self, officer: str, last_day: date) -> None:
        super().__init__(f"until {last_day}")
        self.officer = officer
        self.last_day = last_day
