"""Who may do what: one table, one pure function (R-AZ-1). Read it like a contract; what is not here is denied.

Every route of the portal is bound to one `Action`; the application does not start with a route that is not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from portal.people.principal import Kind, Principal
from portal.people.roles import DESK_ROLES, Role


class Action(StrEnum):
    """What a page or a command does, in the words of the law's roles."""

    SEE_PUBLIC_PAGE = "see a public page"
    SIGN_IN = "sign in"
    SIGN_OUT = "sign out"
    TRACK_CASE = "track a case by code and second factor"

    WRITE_APPLICATION = "write an application"
    SEE_OWN_CASES = "see the list of one's own cases"
    READ_OWN_CASE = "read one's own case"
    ANSWER_SUPPLEMENT = "answer a request for what is missing"
    WITHDRAW_CASE = "withdraw one's own case"

    TAKE_IN = "take in an application for a person who came"
    TAKE_ANSWER = "take in what a person brings in answer to a notice"
    TAKE_WITHDRAWAL = "note that a person who came takes the application back"
    HELP_APPLY = "write an application together with a person, who confirms it"
    SEE_DESK = "see the desk"
    KEEP_ABSENCES = "enter who is away, and who stands in"
    READ_CASE = "read a case"
    TAKE_TASK = "take a task"
    RELEASE_TASK = "release a task"
    ACT_ON_TASK = "act on a task"
    SEE_WORKLOAD = "see who in the unit holds how much"
    REASSIGN_TASK = "give a task to another of the unit's people"
    ACT_ON_MANY = "act on many tasks at once"
    RECORD_PAYMENT = "record a payment"
    RECALL_CASE = "take back a case that one sent on"
    ALLOW_SECOND_REQUEST = "let the same things be asked of a citizen again"
    ASK_REFERRAL = "ask another unit"
    ANSWER_REFERRAL = "answer another unit's question"
    SEE_REFERRALS = "see the questions of other units"
    DRAFT_EXTENSION = "say that a case will be late"
    EXTEND_DEADLINE = "apologise and name a new date"
    KEEP_APPOINTMENT = "fix an appointment with the applicant, and record what came of it"
    MISS_APPOINTMENT = "say that the applicant did not come"
    DECLINE_APPOINTMENT = "ask for another day than the one appointed"
    SEE_APPOINTMENTS = "see the appointments of one's units"
    SEE_APOLOGIES = "see the apologies that wait for a leader"
    LET_TIME_ACT = "carry out what follows from time alone"
    KEEP_ORIGINALS = "keep and give back original papers"
    KEEP_NOTES = "keep notes, labels and the place of the paper of a case"
    MAKE_DOCUMENT = "make a document that a case is owed and does not have yet"
    SEE_RETURNS = "see the results that wait to be fetched"
    READ_REGISTER = "read the register of a unit"

    SEE_FIGURES = "see figures"

    CALL_BACK_CHILD = "ask that a case opened elsewhere be stopped"
    SEE_PAIRS = "see cases with those they opened elsewhere"
    TELL_RELATIVES = "carry word between a case and those it opened"
    TRANSFER_CASE = "send a case to another competent unit"
    ANSWER_TRANSFER = "accept or send back a case from another unit"
    REHOME_CASE = "give a case the units of a reorganisation"


class Relation(StrEnum):
    """How a principal stands to a case."""

    ANY = "any"  # no case is involved
    OWN = "own"  # the applicant
    DESK = "desk"  # a task of the case lies with this role in this unit
    HERE = "here"  # a task of the case lies in a unit where this person holds the post, with whatever role
    UNIT = "unit"  # the case is or was in a unit where this person holds a desk role
    ASKED = "asked"  # an open question lies with this role in this unit
    ABOVE = "above"  # the person supervises a unit above one the case is or was in


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What of a case decides who may touch it."""

    applicant: str
    units: frozenset[str]
    above: frozenset[str]  # those units and all that they lie in
    task_role: str | None = None
    task_unit: str | None = None
    asked: frozenset[tuple[str, str]] = frozenset()  # (role, unit) of the open questions to other units
    procedure: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: these kinds and roles, in one of these relations."""

    kinds: frozenset[Kind]
    relations: frozenset[Relation] = frozenset({Relation.ANY})
    roles: frozenset[Role] = frozenset()


class NotAllowed(Exception):
    """The policy does not let this principal do this. Strangers are told that there is nothing (R-AZ-2)."""

    def __init__(self, action: Action) -> None:
        super().__init__(action.value)
        self.action = action


def _rule(*kinds: Kind, to: tuple[Relation, ...] = (Relation.ANY,), roles: frozenset[Role] = frozenset()) -> Rule:
    return Rule(frozenset(kinds), frozenset(to), roles)


_EVERYBODY = (Kind.ANONYMOUS, Kind.CITIZEN, Kind.OFFICER)
_HEAD = frozenset({Role.HEAD})
_SUPERVISOR = frozenset({Role.SUPERVISOR})
_LEADER = frozenset({Role.LEADER})
_RECEPTION = frozenset({Role.RECEPTION})
_FINDERS = frozenset({Role.RECEPTION, Role.HEAD})

TABLE: Mapping[Action, tuple[Rule, ...]] = MappingProxyType(
    {
        Action.SEE_PUBLIC_PAGE: (_rule(*_EVERYBODY),),
        Action.SIGN_IN: (_rule(*_EVERYBODY),),
        Action.SIGN_OUT: (_rule(*_EVERYBODY),),
        Action.TRACK_CASE: (_rule(*_EVERYBODY),),
        Action.WRITE_APPLICATION: (_rule(Kind.CITIZEN),),
        Action.SEE_OWN_CASES: (_rule(Kind.CITIZEN),),
        Action.READ_OWN_CASE: (_rule(Kind.CITIZEN, to=(Relation.OWN,)),),
        Action.ANSWER_SUPPLEMENT: (_rule(Kind.CITIZEN, to=(Relation.OWN,)),),
        Action.WITHDRAW_CASE: (_rule(Kind.CITIZEN, to=(Relation.OWN,)),),
        Action.TAKE_IN: (_rule(Kind.OFFICER, to=(Relation.UNIT,), roles=_RECEPTION),),
        Action.TAKE_ANSWER: (_rule(Kind.OFFICER, to=(Relation.UNIT,), roles=_RECEPTION),),
        Action.TAKE_WITHDRAWAL: (_rule(Kind.OFFICER, to=(Relation.UNIT,), roles=_RECEPTION),),
        Action.HELP_APPLY: (_rule(Kind.OFFICER, to=(Relation.UNIT,), roles=_RECEPTION | {Role.HELPER}),),
        Action.SEE_DESK: (_rule(Kind.OFFICER, roles=DESK_ROLES),),
        Action.KEEP_ABSENCES: (_rule(Kind.OFFICER, roles=DESK_ROLES),),
        Action.READ_CASE: (
            _rule(Kind.OFFICER, to=(Relation.DESK, Relation.UNIT), roles=DESK_ROLES),
            _rule(Kind.OFFICER, to=(Relation.ABOVE,), roles=_SUPERVISOR),
        ),
        Action.TAKE_TASK: (_rule(Kind.OFFICER, to=(Relation.DESK,), roles=DESK_ROLES),),
        Action.RELEASE_TASK: (_rule(Kind.OFFICER, to=(Relation.DESK,), roles=DESK_ROLES),),
        Action.ACT_ON_TASK: (_rule(Kind.OFFICER, to=(Relation.DESK,), roles=DESK_ROLES),),
        Action.SEE_WORKLOAD: (_rule(Kind.OFFICER, roles=_HEAD),),
        Action.REASSIGN_TASK: (_rule(Kind.OFFICER, to=(Relation.HERE,), roles=_HEAD),),
        Action.ACT_ON_MANY: (_rule(Kind.OFFICER, roles=DESK_ROLES),),
        Action.RECORD_PAYMENT: (_rule(Kind.OFFICER, to=(Relation.UNIT,), roles=_RECEPTION),),
        Action.KEEP_ORIGINALS: (_rule(Kind.OFFICER, to=(Relation.UNIT,), roles=_RECEPTION),),
        Action.KEEP_NOTES: (_rule(Kind.OFFICER, to=(Relation.DESK, Relation.UNIT), roles=DESK_ROLES),),
        Action.MAKE_DOCUMENT: (_rule(Kind.OFFICER, to=(Relation.DESK, Relation.UNIT), roles=DESK_ROLES),),
        Action.RECALL_CASE: (_rule(Kind.OFFICER, to=(Relation.UNIT,), roles=DESK_ROLES),),
        Action.ALLOW_SECOND_REQUEST: (_rule(Kind.OFFICER, to=(Relation.UNIT,), roles=_LEADER),),
        Action.ASK_REFERRAL: (_rule(Kind.OFFICER, to=(Relation.DESK,), roles=DESK_ROLES),),
        Action.ANSWER_REFERRAL: (_rule(Kind.OFFICER, to=(Relation.ASKED,), roles=DESK_ROLES),),
        Action.SEE_REFERRALS: (_rule(Kind.OFFICER, roles=DESK_ROLES),),
        Action.DRAFT_EXTENSION: (
            _rule(Kind.SYSTEM),
            _rule(Kind.OFFICER, to=(Relation.DESK,), roles=DESK_ROLES),
        ),
        Action.EXTEND_DEADLINE: (_rule(Kind.OFFICER, to=(Relation.UNIT,), roles=_LEADER),),
        Action.KEEP_APPOINTMENT: (_rule(Kind.OFFICER, to=(Relation.DESK,), roles=DESK_ROLES),),
        Action.MISS_APPOINTMENT: (
            _rule(Kind.SYSTEM),
            _rule(Kind.OFFICER, to=(Relation.DESK,), roles=DESK_ROLES),
        ),
        Action.DECLINE_APPOINTMENT: (_rule(Kind.CITIZEN, to=(Relation.OWN,)),),
        Action.SEE_APPOINTMENTS: (_rule(Kind.OFFICER, roles=DESK_ROLES),),
        Action.SEE_APOLOGIES: (_rule(Kind.OFFICER, roles=_LEADER),),
        Action.LET_TIME_ACT: (_rule(Kind.SYSTEM),),
        Action.SEE_RETURNS: (_rule(Kind.OFFICER, roles=_RECEPTION),),
        Action.READ_REGISTER: (_rule(Kind.OFFICER, roles=DESK_ROLES | _SUPERVISOR),),
        Action.SEE_FIGURES: (_rule(Kind.OFFICER, roles=_SUPERVISOR),),
        Action.CALL_BACK_CHILD: (_rule(Kind.OFFICER, to=(Relation.DESK,), roles=DESK_ROLES),),
        Action.SEE_PAIRS: (_rule(Kind.OFFICER, roles=DESK_ROLES | _SUPERVISOR),),
        Action.TELL_RELATIVES: (_rule(Kind.SYSTEM),),
        Action.TRANSFER_CASE: (_rule(Kind.OFFICER, to=(Relation.DESK,), roles=_FINDERS),),
        Action.ANSWER_TRANSFER: (_rule(Kind.OFFICER, to=(Relation.DESK,), roles=_RECEPTION),),
        Action.REHOME_CASE: (_rule(Kind.SYSTEM),),
    }
)


def allows(principal: Principal, action: Action, case: CaseFacts | None = None) -> bool:
    """Say whether the table lets this principal do this, to this case where one is involved."""
    return any(_fits(rule, principal, case) for rule in TABLE[action])


def require(principal: Principal, action: Action, case: CaseFacts | None = None) -> None:
    """Raise `NotAllowed` unless the table allows it."""
    if not allows(principal, action, case):
        raise NotAllowed(action)


def _fits(rule: Rule, principal: Principal, case: CaseFacts | None) -> bool:
    if principal.kind not in rule.kinds:
        return False
    posts = [post for post in principal.posts if post.role in rule.roles]
    if rule.roles and not posts:
        return False
    if Relation.ANY in rule.relations:
        return True
    if case is None:
        return False
    posts = [post for post in posts if post.covers(case.procedure)]
    own = principal.is_citizen and principal.id == case.applicant
    held = {
        Relation.OWN: own,
        Relation.DESK: any(post.unit == case.task_unit and post.role == case.task_role for post in posts),
        Relation.HERE: any(post.unit == case.task_unit for post in posts),
        Relation.UNIT: any(post.unit in case.units for post in posts),
        Relation.ASKED: any((post.role.value, post.unit) in case.asked for post in posts),
        Relation.ABOVE: any(post.unit in case.above for post in posts),
    }
    return any(held.get(relation, False) for relation in rule.relations)
