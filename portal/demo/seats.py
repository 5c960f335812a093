"""The seats of the demo's offices: who does what since 1 July 2025, and what the same person did before.

A seat's `posts` are office kinds of its unit, "" being the unit itself. Before, the people of today's commune sat in
the communes that its territory had then (the first and the second of them), and in the district.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.people.roles import Role

Posts = tuple[tuple[Role, str], ...]

RECEPTION, SPECIALIST, HEAD, LEADER, CLERK = Role.RECEPTION, Role.SPECIALIST, Role.HEAD, Role.LEADER, Role.CLERK
SUPERVISOR, ADMINISTRATOR, HELPER = Role.SUPERVISOR, Role.ADMINISTRATOR, Role.HELPER

FIRST, SECOND, DISTRICT = "first", "second", "district"  # units of the past, seen from a commune of today


@dataclass(frozen=True, slots=True)
class Seat:
    """One person's place. `code` ends the account's name; `before` says where, and what, until 30 June 2025."""

    code: str
    posts: Posts
    before: Mapping[str, Posts] = field(default_factory=dict)


def _as(role: Role, *kinds: str) -> Posts:
    return tuple((role, kind) for kind in kinds)


_OLD_CHAIR = _as(LEADER, "X-UBND")
_OLD_DESK = _as(RECEPTION, "X-TTPVHCC")
_DIVISIONS = ("D-TNMT", "D-TP", "D-TC", "D-VHXH")

# A large commune: whoever checks, whoever reviews and whoever signs are different people.
LARGE: tuple[Seat, ...] = (
    Seat("chu-tich", _as(LEADER, "X-UBND"), {DISTRICT: _as(LEADER, "D-UBND")}),
    Seat("pho-chu-tich", _as(LEADER, "X-UBND"), {FIRST: _OLD_CHAIR}),
    Seat("chanh-van-phong", _as(HEAD, "X-VP"), {FIRST: _as(HEAD, "X-VP")}),
    Seat("chuyen-vien-van-phong-1", _as(SPECIALIST, "X-VP"), {FIRST: _as(SPECIALIST, "X-VP")}),
    Seat("chuyen-vien-van-phong-2", _as(SPECIALIST, "X-VP"), {SECOND: _as(SPECIALIST, "X-VP")}),
    Seat("van-thu", _as(CLERK, "X-VP"), {FIRST: _as(CLERK, "X-VP")}),
    Seat("mot-cua-1", _as(RECEPTION, "X-TTPVHCC"), {FIRST: _OLD_DESK}),
    Seat("mot-cua-2", _as(RECEPTION, "X-TTPVHCC"), {DISTRICT: _as(RECEPTION, "D-TTPVHCC")}),
    Seat("truong-phong-kinh-te", _as(HEAD, "X-KT"), {DISTRICT: _as(HEAD, *_DIVISIONS)}),
    Seat("chuyen-vien-kinh-te-1", _as(SPECIALIST, "X-KT"), {DISTRICT: _as(SPECIALIST, *_DIVISIONS)}),
    Seat("chuyen-vien-kinh-te-2", _as(SPECIALIST, "X-KT"), {DISTRICT: _as(CLERK, *_DIVISIONS)}),
    Seat("truong-phong-van-hoa", _as(HEAD, "X-VHXH"), {SECOND: _as(HEAD, "X-VP")}),
    Seat("chuyen-vien-van-hoa", _as(SPECIALIST, "X-VHXH"), {SECOND: (*_OLD_DESK, (CLERK, "X-VP"))}),
    Seat("giam-sat", _as(SUPERVISOR, ""), {SECOND: _OLD_CHAIR}),
    Seat("to-cong-nghe-so", _as(HELPER, "X-TTPVHCC")),
)

# A small one gives most of its people two roles; the two who sign do nothing else.
SMALL: tuple[Seat, ...] = (
    Seat("chu-tich", _as(LEADER, "X-UBND"), {FIRST: _OLD_CHAIR}),
    Seat("pho-chu-tich", _as(LEADER, "X-UBND"), {SECOND: _OLD_CHAIR}),
    Seat("chanh-van-phong", _as(HEAD, "X-VP", "X-VHXH"), {FIRST: _as(HEAD, "X-VP")}),
    Seat("chuyen-vien-van-phong", _as(SPECIALIST, "X-VP", "X-VHXH"), {FIRST: _as(SPECIALIST, "X-VP")}),
    Seat("mot-cua", (*_as(RECEPTION, "X-TTPVHCC"), (CLERK, "X-VP")), {FIRST: (*_OLD_DESK, (CLERK, "X-VP"))}),
    Seat("truong-phong-kinh-te", _as(HEAD, "X-KT"), {SECOND: _as(HEAD, "X-VP")}),
    Seat("chuyen-vien-kinh-te", _as(SPECIALIST, "X-KT"), {SECOND: (*_as(SPECIALIST, "X-VP"), (CLERK, "X-VP"))}),
    Seat("giam-sat", _as(SUPERVISOR, ""), {SECOND: _OLD_DESK}),
)

# Every office of the province that decides; "" is the office itself.
PROVINCE_OFFICE: tuple[Seat, ...] = (
    Seat("giam-doc", _as(LEADER, "")),
    Seat("truong-phong", _as(HEAD, "")),
    Seat("chuyen-vien-1", _as(SPECIALIST, "")),
    Seat("chuyen-vien-2", _as(SPECIALIST, "")),
    Seat("van-thu", _as(CLERK, "")),
)
PROVINCE_DESK: tuple[Seat, ...] = (Seat("mot-cua-1", _as(RECEPTION, "")), Seat("mot-cua-2", _as(RECEPTION, "")))
PROVINCE: tuple[Seat, ...] = (Seat("giam-sat", _as(SUPERVISOR, "")), Seat("quan-tri", _as(ADMINISTRATOR, "")))
