"""The policy against a second table, written by hand from the law and not from the code: what must be, what must never.

A wrong line of `policy.TABLE` has to be wrong here too before anybody is let in by it.
"""

import pytest

from portal.people.policy import TABLE, Action, CaseFacts, NotAllowed, allows, require
from portal.people.principal import ANONYMOUS, Kind, Post, Principal
from portal.people.roles import DESK_ROLES, Role

COMMUNE, OFFICE, DIVISION, BOARD = "51.21235", "51.21235/X-TTPVHCC", "51.21235/X-VP", "51.21235/X-UBND"
ELSEWHERE, PROVINCE = "51.21238", "51"

# A case that is in the office and the division of one commune; its task lies with the specialists of the division.
CASE = CaseFacts(
    applicant="an",
    units=frozenset({COMMUNE, OFFICE, DIVISION}),
    above=frozenset({COMMUNE, OFFICE, DIVISION, PROVINCE}),
    task_role="specialist",
    task_unit=DIVISION,
    asked=frozenset({("specialist", "51/S-TP")}),
    procedure="1.004873",
)
ENDED = CaseFacts(applicant=CASE.applicant, units=CASE.units, above=CASE.above)


def officer(*posts: Post, ident: str = "officer") -> Principal:
    return Principal(kind=Kind.OFFICER, id=ident, posts=posts)


def _in_place(*procedures: str) -> Post:
    """Return the specialist's post, held for somebody who is away, for some procedures."""
    return Post(Role.SPECIALIST, DIVISION, held_for="away", procedures=frozenset(procedures))


PEOPLE: dict[str, Principal] = {
    "nobody": ANONYMOUS,
    "applicant": Principal(kind=Kind.CITIZEN, id="an"),
    "other_citizen": Principal(kind=Kind.CITIZEN, id="binh"),
    "namesake_officer": officer(ident="an"),  # the same id as the applicant, another kind of person
    "reception": officer(Post(Role.RECEPTION, OFFICE)),
    "specialist": officer(Post(Role.SPECIALIST, DIVISION)),
    "head": officer(Post(Role.HEAD, DIVISION)),
    "leader": officer(Post(Role.LEADER, BOARD)),
    "division_leader": officer(Post(Role.LEADER, DIVISION)),  # leads an office that the case is in
    "clerk": officer(Post(Role.CLERK, DIVISION)),
    "commune_supervisor": officer(Post(Role.SUPERVISOR, COMMUNE)),
    "province_supervisor": officer(Post(Role.SUPERVISOR, PROVINCE)),
    "other_supervisor": officer(Post(Role.SUPERVISOR, ELSEWHERE)),
    "other_reception": officer(Post(Role.RECEPTION, f"{ELSEWHERE}/X-TTPVHCC")),
    "other_specialist": officer(Post(Role.SPECIALIST, f"{ELSEWHERE}/X-VP")),
    "province_reception": officer(Post(Role.RECEPTION, "51/TTPVHCC-T")),
    "department": officer(Post(Role.SPECIALIST, "51/S-TP")),
    "administrator": officer(Post(Role.ADMINISTRATOR, PROVINCE)),
    "commune_administrator": officer(Post(Role.ADMINISTRATOR, COMMUNE)),
    "retired": officer(),
    "two_posts": officer(Post(Role.SPECIALIST, f"{ELSEWHERE}/X-VP"), Post(Role.RECEPTION, DIVISION)),
    "stand_in": officer(Post(Role.RECEPTION, ELSEWHERE), _in_place("1.004873")),
    "stand_in_elsewhere": officer(Post(Role.RECEPTION, ELSEWHERE), _in_place("1.004884")),
    "helper": officer(Post(Role.HELPER, OFFICE)),
    "system": Principal(kind=Kind.SYSTEM, id="worker"),
}

# Each line: who, then what they must never do to the case above.
NEVER = """
nobody               WRITE_APPLICATION SEE_OWN_CASES READ_OWN_CASE ANSWER_SUPPLEMENT WITHDRAW_CASE
nobody               SEE_DESK READ_CASE TAKE_TASK RELEASE_TASK ACT_ON_TASK RECORD_PAYMENT SEE_FIGURES
applicant            SEE_DESK READ_CASE TAKE_TASK RELEASE_TASK ACT_ON_TASK RECORD_PAYMENT SEE_FIGURES
other_citizen        READ_OWN_CASE ANSWER_SUPPLEMENT WITHDRAW_CASE READ_CASE TAKE_TASK ACT_ON_TASK RECORD_PAYMENT
namesake_officer     READ_OWN_CASE ANSWER_SUPPLEMENT WITHDRAW_CASE READ_CASE ACT_ON_TASK SEE_DESK SEE_FIGURES
reception            WRITE_APPLICATION READ_OWN_CASE ANSWER_SUPPLEMENT WITHDRAW_CASE TAKE_TASK ACT_ON_TASK SEE_FIGURES
specialist           WRITE_APPLICATION ANSWER_SUPPLEMENT WITHDRAW_CASE RECORD_PAYMENT SEE_FIGURES SEE_OWN_CASES
head                 TAKE_TASK RELEASE_TASK ACT_ON_TASK RECORD_PAYMENT WITHDRAW_CASE SEE_FIGURES
leader               READ_CASE TAKE_TASK RELEASE_TASK ACT_ON_TASK RECORD_PAYMENT SEE_FIGURES
clerk                TAKE_TASK RELEASE_TASK ACT_ON_TASK RECORD_PAYMENT SEE_FIGURES
commune_supervisor   SEE_DESK TAKE_TASK RELEASE_TASK ACT_ON_TASK RECORD_PAYMENT WITHDRAW_CASE ANSWER_SUPPLEMENT
province_supervisor  SEE_DESK TAKE_TASK RELEASE_TASK ACT_ON_TASK RECORD_PAYMENT WITHDRAW_CASE ANSWER_SUPPLEMENT
other_supervisor     READ_CASE TAKE_TASK ACT_ON_TASK RECORD_PAYMENT
other_reception      READ_CASE TAKE_TASK RELEASE_TASK ACT_ON_TASK RECORD_PAYMENT SEE_FIGURES
other_specialist     READ_CASE TAKE_TASK RELEASE_TASK ACT_ON_TASK
province_reception   READ_CASE TAKE_TASK ACT_ON_TASK RECORD_PAYMENT
department           READ_CASE TAKE_TASK ACT_ON_TASK
administrator        SEE_DESK READ_CASE TAKE_TASK RELEASE_TASK ACT_ON_TASK RECORD_PAYMENT SEE_FIGURES WRITE_APPLICATION
commune_administrator READ_CASE ACT_ON_TASK SEE_DESK
retired              SEE_DESK READ_CASE TAKE_TASK ACT_ON_TASK RECORD_PAYMENT SEE_FIGURES
two_posts            TAKE_TASK RELEASE_TASK ACT_ON_TASK SEE_FIGURES
nobody               READ_REGISTER KEEP_ABSENCES
applicant            READ_REGISTER
other_citizen        READ_REGISTER
nobody               RECALL_CASE ASK_REFERRAL ANSWER_REFERRAL SEE_REFERRALS DRAFT_EXTENSION EXTEND_DEADLINE LET_TIME_ACT
applicant            RECALL_CASE ALLOW_SECOND_REQUEST ASK_REFERRAL ANSWER_REFERRAL DRAFT_EXTENSION EXTEND_DEADLINE
reception            ALLOW_SECOND_REQUEST ASK_REFERRAL ANSWER_REFERRAL DRAFT_EXTENSION EXTEND_DEADLINE LET_TIME_ACT
specialist           ALLOW_SECOND_REQUEST ANSWER_REFERRAL EXTEND_DEADLINE LET_TIME_ACT
head                 ALLOW_SECOND_REQUEST ASK_REFERRAL ANSWER_REFERRAL DRAFT_EXTENSION EXTEND_DEADLINE
leader               RECALL_CASE ALLOW_SECOND_REQUEST EXTEND_DEADLINE ASK_REFERRAL ANSWER_REFERRAL
division_leader      LET_TIME_ACT ASK_REFERRAL ANSWER_REFERRAL
department           ASK_REFERRAL RECALL_CASE EXTEND_DEADLINE
other_specialist     ANSWER_REFERRAL RECALL_CASE
commune_supervisor   EXTEND_DEADLINE ALLOW_SECOND_REQUEST ANSWER_REFERRAL SEE_REFERRALS
retired              READ_REGISTER KEEP_ABSENCES
applicant            KEEP_ABSENCES
province_supervisor  KEEP_ABSENCES
administrator        KEEP_ABSENCES
stand_in             RECORD_PAYMENT SEE_FIGURES
stand_in_elsewhere   READ_CASE TAKE_TASK RELEASE_TASK ACT_ON_TASK
nobody               TAKE_IN KEEP_ORIGINALS SEE_RETURNS
applicant            TAKE_IN KEEP_ORIGINALS SEE_RETURNS
other_citizen        TAKE_IN KEEP_ORIGINALS
specialist           TAKE_IN KEEP_ORIGINALS SEE_RETURNS
head                 TAKE_IN KEEP_ORIGINALS
leader               TAKE_IN KEEP_ORIGINALS SEE_RETURNS
clerk                TAKE_IN KEEP_ORIGINALS
other_reception      TAKE_IN KEEP_ORIGINALS
province_reception   TAKE_IN KEEP_ORIGINALS
commune_supervisor   TAKE_IN KEEP_ORIGINALS SEE_RETURNS
administrator        TAKE_IN KEEP_ORIGINALS SEE_RETURNS
retired              TAKE_IN KEEP_ORIGINALS
nobody               ACT_ON_MANY SEE_WORKLOAD REASSIGN_TASK
applicant            ACT_ON_MANY SEE_WORKLOAD REASSIGN_TASK
nobody               KEEP_APPOINTMENT MISS_APPOINTMENT DECLINE_APPOINTMENT SEE_APPOINTMENTS
applicant            KEEP_APPOINTMENT MISS_APPOINTMENT SEE_APPOINTMENTS
other_citizen        DECLINE_APPOINTMENT
reception            KEEP_APPOINTMENT MISS_APPOINTMENT DECLINE_APPOINTMENT
other_specialist     KEEP_APPOINTMENT MISS_APPOINTMENT
commune_supervisor   KEEP_APPOINTMENT SEE_APPOINTMENTS
administrator        KEEP_APPOINTMENT SEE_APPOINTMENTS
nobody               KEEP_NOTES
applicant            KEEP_NOTES
other_specialist     KEEP_NOTES
commune_supervisor   KEEP_NOTES
administrator        KEEP_NOTES
commune_supervisor   ACT_ON_MANY SEE_WORKLOAD REASSIGN_TASK SEE_APOLOGIES
head                 SEE_APOLOGIES
clerk                SEE_APOLOGIES
administrator        ACT_ON_MANY SEE_WORKLOAD REASSIGN_TASK
specialist           SEE_WORKLOAD REASSIGN_TASK
reception            SEE_WORKLOAD REASSIGN_TASK
leader               SEE_WORKLOAD REASSIGN_TASK
other_specialist     SEE_WORKLOAD REASSIGN_TASK
retired              ACT_ON_MANY
administrator        READ_REGISTER REHOME_CASE
nobody               HELP_APPLY
applicant            HELP_APPLY
other_citizen        HELP_APPLY
specialist           HELP_APPLY
leader               HELP_APPLY
other_reception      HELP_APPLY
administrator        HELP_APPLY
helper               SEE_DESK READ_CASE TAKE_TASK ACT_ON_TASK TAKE_IN KEEP_ORIGINALS RECORD_PAYMENT SEE_FIGURES
helper               READ_REGISTER KEEP_NOTES KEEP_ABSENCES WRITE_APPLICATION READ_OWN_CASE WITHDRAW_CASE
helper               ANSWER_SUPPLEMENT SEE_REFERRALS ACT_ON_MANY
nobody               TAKE_ANSWER TAKE_WITHDRAWAL
applicant            TAKE_ANSWER TAKE_WITHDRAWAL
specialist           TAKE_ANSWER TAKE_WITHDRAWAL
head                 TAKE_ANSWER TAKE_WITHDRAWAL
leader               TAKE_ANSWER TAKE_WITHDRAWAL
other_reception      TAKE_ANSWER TAKE_WITHDRAWAL
commune_supervisor   TAKE_ANSWER TAKE_WITHDRAWAL
helper               TAKE_ANSWER TAKE_WITHDRAWAL
retired              TAKE_ANSWER TAKE_WITHDRAWAL
province_supervisor  REHOME_CASE
nobody               MAKE_DOCUMENT
applicant            MAKE_DOCUMENT
other_specialist     MAKE_DOCUMENT
commune_supervisor   MAKE_DOCUMENT
province_supervisor  MAKE_DOCUMENT
administrator        MAKE_DOCUMENT
retired              MAKE_DOCUMENT
helper               MAKE_DOCUMENT
nobody               SEE_PAIRS CALL_BACK_CHILD TELL_RELATIVES TRANSFER_CASE ANSWER_TRANSFER
applicant            SEE_PAIRS CALL_BACK_CHILD TELL_RELATIVES TRANSFER_CASE ANSWER_TRANSFER
specialist           TELL_RELATIVES TRANSFER_CASE ANSWER_TRANSFER
reception            CALL_BACK_CHILD TELL_RELATIVES TRANSFER_CASE ANSWER_TRANSFER
head                 CALL_BACK_CHILD TELL_RELATIVES TRANSFER_CASE ANSWER_TRANSFER
other_reception      TRANSFER_CASE ANSWER_TRANSFER
province_supervisor  CALL_BACK_CHILD TELL_RELATIVES TRANSFER_CASE ANSWER_TRANSFER
administrator        SEE_PAIRS TRANSFER_CASE TELL_RELATIVES
retired              SEE_PAIRS
"""

# Each line: who, then what they have to be able to do to the case above.
ALWAYS = """
nobody               SEE_PUBLIC_PAGE SIGN_IN SIGN_OUT TRACK_CASE
applicant            WRITE_APPLICATION SEE_OWN_CASES READ_OWN_CASE ANSWER_SUPPLEMENT WITHDRAW_CASE SEE_PUBLIC_PAGE
other_citizen        WRITE_APPLICATION SEE_OWN_CASES TRACK_CASE
stand_in             READ_CASE TAKE_TASK RELEASE_TASK ACT_ON_TASK
reception            KEEP_ABSENCES
reception            SEE_DESK READ_CASE RECORD_PAYMENT READ_REGISTER TAKE_IN KEEP_ORIGINALS SEE_RETURNS
specialist           SEE_DESK READ_CASE TAKE_TASK RELEASE_TASK ACT_ON_TASK READ_REGISTER ACT_ON_MANY
head                 SEE_DESK READ_CASE SEE_WORKLOAD REASSIGN_TASK
clerk                SEE_DESK READ_CASE
leader               SEE_DESK
commune_supervisor   READ_CASE SEE_FIGURES READ_REGISTER
province_supervisor  READ_CASE SEE_FIGURES
other_supervisor     SEE_FIGURES
administrator        SEE_PUBLIC_PAGE SIGN_IN SIGN_OUT
two_posts            READ_CASE RECORD_PAYMENT
reception            RECALL_CASE SEE_REFERRALS
specialist           RECALL_CASE ASK_REFERRAL DRAFT_EXTENSION
division_leader      ALLOW_SECOND_REQUEST EXTEND_DEADLINE SEE_APOLOGIES
specialist           KEEP_NOTES
reception            KEEP_NOTES
reception            MAKE_DOCUMENT
specialist           MAKE_DOCUMENT
clerk                MAKE_DOCUMENT
department           ANSWER_REFERRAL SEE_REFERRALS
system               DRAFT_EXTENSION LET_TIME_ACT MISS_APPOINTMENT
reception            HELP_APPLY TAKE_ANSWER TAKE_WITHDRAWAL
helper               HELP_APPLY SEE_PUBLIC_PAGE SIGN_IN SIGN_OUT
specialist           KEEP_APPOINTMENT MISS_APPOINTMENT SEE_APPOINTMENTS
applicant            DECLINE_APPOINTMENT
system               REHOME_CASE
specialist           CALL_BACK_CHILD SEE_PAIRS
commune_supervisor   SEE_PAIRS
system               TELL_RELATIVES
"""


def rows(table: str) -> list[tuple[str, Action]]:
    lines = [line.split() for line in table.strip().splitlines()]
    return [(who, Action[name]) for who, *names in lines for name in names]


def test_the_table_has_a_row_for_every_action() -> None:
    assert set(TABLE) == set(Action)
    assert all(TABLE[action] for action in Action)


def test_the_hand_written_table_is_long_enough_to_be_worth_something() -> None:
    assert len(set(rows(NEVER))) >= 60
    assert {action for _, action in rows(NEVER) + rows(ALWAYS)} == set(Action)
    assert {who for who, _ in rows(NEVER) + rows(ALWAYS)} == set(PEOPLE)


@pytest.mark.parametrize(("who", "action"), rows(NEVER))
def test_this_must_never_be(who: str, action: Action) -> None:
    assert not allows(PEOPLE[who], action, CASE)
    with pytest.raises(NotAllowed):
        require(PEOPLE[who], action, CASE)


@pytest.mark.parametrize(("who", "action"), rows(ALWAYS))
def test_this_has_to_be(who: str, action: Action) -> None:
    require(PEOPLE[who], action, CASE)


OF_THE_SYSTEM = {
    *(Action.DRAFT_EXTENSION, Action.LET_TIME_ACT, Action.MISS_APPOINTMENT, Action.REHOME_CASE, Action.TELL_RELATIVES)
}


@pytest.mark.parametrize("action", sorted(set(Action) - OF_THE_SYSTEM))
def test_the_system_itself_has_no_rights_of_a_person(action: Action) -> None:
    assert not allows(PEOPLE["system"], action, CASE)
    assert not allows(PEOPLE["system"], action)


@pytest.mark.parametrize("who", PEOPLE)
def test_without_a_case_nothing_that_needs_one_is_allowed(who: str) -> None:
    of_cases = {
        Action.READ_OWN_CASE,
        Action.ANSWER_SUPPLEMENT,
        Action.WITHDRAW_CASE,
        Action.READ_CASE,
        Action.TAKE_TASK,
        Action.RELEASE_TASK,
        Action.ACT_ON_TASK,
        Action.RECORD_PAYMENT,
        Action.TAKE_ANSWER,
        Action.TAKE_WITHDRAWAL,
        Action.RECALL_CASE,
        Action.ALLOW_SECOND_REQUEST,
        Action.ASK_REFERRAL,
        Action.ANSWER_REFERRAL,
        Action.EXTEND_DEADLINE,
        Action.CALL_BACK_CHILD,
        Action.TRANSFER_CASE,
        Action.ANSWER_TRANSFER,
    }

    assert not [action for action in of_cases if allows(PEOPLE[who], action)]


def test_another_competent_unit_is_found_by_reception_and_heads_and_answered_by_reception() -> None:
    """Each at the desk where the case lies."""
    for role, may in ((Role.RECEPTION, {"send", "answer"}), (Role.HEAD, {"send"}), (Role.SPECIALIST, set())):
        here = CaseFacts(CASE.applicant, CASE.units, CASE.above, task_role=role.value, task_unit=DIVISION)
        holder = officer(Post(role, DIVISION))
        assert allows(holder, Action.TRANSFER_CASE, here) == ("send" in may)
        assert allows(holder, Action.ANSWER_TRANSFER, here) == ("answer" in may)


@pytest.mark.parametrize("role", sorted(DESK_ROLES))
def test_a_case_without_a_task_is_on_nobodys_desk(role: Role) -> None:
    holder = officer(*(Post(role, unit) for unit in CASE.units))

    assert allows(holder, Action.READ_CASE, ENDED)
    assert not any(allows(holder, a, ENDED) for a in (Action.ACT_ON_TASK, Action.TAKE_TASK, Action.RELEASE_TASK))


@pytest.mark.parametrize("role", sorted(DESK_ROLES - {Role.SPECIALIST}))
def test_another_role_of_the_same_unit_does_not_act(role: Role) -> None:
    assert not allows(officer(Post(role, DIVISION)), Action.ACT_ON_TASK, CASE)


@pytest.mark.parametrize("unit", [COMMUNE, OFFICE, BOARD, PROVINCE, ELSEWHERE])
def test_the_right_role_in_another_unit_does_not_act(unit: str) -> None:
    assert not allows(officer(Post(Role.SPECIALIST, unit)), Action.ACT_ON_TASK, CASE)


def test_two_halves_of_two_posts_do_not_make_one_right() -> None:
    halves = officer(Post(Role.SPECIALIST, f"{ELSEWHERE}/X-VP"), Post(Role.CLERK, DIVISION))

    assert not allows(halves, Action.ACT_ON_TASK, CASE)


def test_an_officer_has_no_rights_of_an_applicant_however_alike_the_ids() -> None:
    assert not allows(PEOPLE["namesake_officer"], Action.READ_OWN_CASE, CASE)
