"""What reception takes in from a person who came: an answer to a notice, the wish to take the application back.

It is for those whose application an office took in or helped with: they may have no account. Whoever filed by their own
login goes on by it.
"""

from typing import Any

from sqlalchemy import Row

from portal.cases.door import Door, Receipt
from portal.people.principal import Origin, Principal
from portal.workflow.commands import Withdraw
from portal.workflow.errors import InputMissing, NotBrought


def is_brought(row: Row[Any]) -> bool:
    """Say whether an office took an application in, or wrote it with the person."""
    return bool(row.helper)


def check_brought(row: Row[Any], principal: Principal) -> None:
    """Raise `NotBrought` for an officer who would do what an applicant does by their own login."""
    if principal.is_officer and not is_brought(row):
        raise NotBrought


def take_withdrawal(door: Door, row: Row[Any], command: Withdraw, principal: Principal, origin: Origin) -> Receipt:
    """Note that the applicant takes the application back; who asked for it, and by which paper, has to be said.

    Raises `NotBrought`, `InputMissing`, and what `Door.apply` raises.
    """
    check_brought(row, principal)
    if not command.reason:
        raise InputMissing("reason")
    return door.apply(command, principal, origin)
