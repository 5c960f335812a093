"""Commands that nobody gives: what refuses one case stops no other, and is looked at again at the duty's next turn."""

import logging

from portal.cases.door import Door
from portal.cases.errors import KeyReused, NoSuchCase, StaleCase
from portal.people.policy import NotAllowed
from portal.people.principal import SYSTEM
from portal.units.errors import UnitError
from portal.workflow.commands import AnyCommand
from portal.workflow.errors import CaseError

log = logging.getLogger("portal.worker")

# Somebody was faster; or a unit of the case is over and nobody knows yet who carries it on.
REFUSALS = (CaseError, NoSuchCase, StaleCase, KeyReused, NotAllowed, UnitError)


def carried_out(door: Door, command: AnyCommand) -> bool:
    """Apply a command of the system; say whether it was carried out."""
    try:
        door.apply(command, SYSTEM)
    except REFUSALS as refused:
        log.info("%s of case %s was not carried out: %r", type(command).__name__, command.case_id, refused)
        return False
    return True
