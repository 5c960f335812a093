"""The roles of a one-stop office and the units behind it (domain.md section 4)."""

from enum import StrEnum


class Role(StrEnum):
    """What an appointment lets an officer do. Names for people are in portal.web."""

    RECEPTION = "reception"
    SPECIALIST = "specialist"
    HEAD = "head"
    LEADER = "leader"
    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    HELPER = "helper"  # of a community digital team: helps people apply, and holds no task


# Roles that may hold tasks of a workflow.
DESK_ROLES = frozenset({Role.RECEPTION, Role.SPECIALIST, Role.HEAD, Role.LEADER, Role.CLERK})
