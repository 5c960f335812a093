"""Numbers that a command uses up: taken in its own transaction, so that a refused command leaves no gap."""

from dataclasses import dataclass

from sqlalchemy import Connection

from portal.documents.registers import next_number
from portal.workflow.case import CaseState
from portal.workflow.definition import Action

# Registers of the slips that are numbered (domain.md section 3). Slip 01 is the intake office's, the others are the
# competent authority's, as its results are; 06 and 07 are made from the events and bear no number.
SLIP_REGISTERS = {
    "01": "TNHS",
    "02": "PBS",
    "03": "PTC",
    "04": "XLGH",
    "05": "TBD",
    "invitation": "GM",
    "minutes": "BB",
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """What an action may write on its documents."""

    result: int | None = None
    slip: int | None = None


def take_numbers(work: Connection, action: Action, case: CaseState, *, register: str, year: int) -> Numbers:
    """Take the next numbers of the registers that an action writes in; `register` is the one of results."""
    result = slip = None
    if action.issues == "result":
        result = next_number(work, unit=case.competent, register=register, year=year)
    if action.slip in SLIP_REGISTERS and not _accepted_already(action, case):
        slip = take_slip_number(work, action.slip, case, year=year)
    return Numbers(result, slip)


def take_slip_number(work: Connection, slip: str, case: CaseState, *, year: int) -> int:
    """Take the next number of a slip's register."""
    unit = case.intake if slip == "01" else case.competent
    return next_number(work, unit=unit, register=SLIP_REGISTERS[slip], year=year)


def document_number(number: int, register: str) -> str:
    """Return a number as documents write it: "07/PBS"; below 10 with a zero (Decree 30/2020)."""
    return f"{number:02d}/{register}"


def _accepted_already(action: Action, case: CaseState) -> bool:
    """A case is accepted once, whatever way leads back to its reception: there is one slip 01."""
    return action.slip == "01" and (case.clock_started_at is not None or case.taken_in)
