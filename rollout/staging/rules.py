"""Whether an office may move: facts in, verdict with every reason out. Pure.

Source: the programme's rules of staging. Pilots first; then no more offices at once than the team can carry.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rollout.staging.stages import CARRIED, PROVEN, STARTED, MoveKind, Stage, move_between

DECIDED_HOLD, CHARTERED = "decided", "charter"


@dataclass(frozen=True)
class OfficeFacts:
    """Where one office stands. `pilot`: it is in wave 0. `held_in`: the stage in which it was put on hold."""

    id: int
    name: str
    stage: Stage
    pilot: bool = False
    withdrawn: bool = False
    held_in: Stage | None = None

    @property
    def reached(self) -> Stage:
        """The stage it got to: being on hold does not take it away."""
        return self.held_in if self.stage == Stage.HELD and self.held_in else self.stage

    @property
    def counts_as_pilot(self) -> bool:
        return self.pilot and not self.withdrawn


@dataclass(frozen=True)
class ProgrammeFacts:
    """All offices of the programme and how many the team can carry in training and trial use at once."""

    capacity: int
    offices: tuple[OfficeFacts, ...]

    def office(self, office_id: int) -> OfficeFacts:
        return next(office for office in self.offices if office.id == office_id)

    @property
    def pilots(self) -> list[OfficeFacts]:
        return [office for office in self.offices if office.counts_as_pilot]

    @property
    def carried(self) -> list[OfficeFacts]:
        return [office for office in self.offices if office.stage in CARRIED]


@dataclass(frozen=True)
class Objection:
    """One reason against a move. The code names the rule; the message is for the reader."""

    code: str
    message: str


@dataclass(frozen=True)
class Verdict:
    """What the rules say about one move."""

    to: Stage
    kind: MoveKind | None
    objections: tuple[Objection, ...] = ()

    @property
    def allowed(self) -> bool:
        return not self.objections

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(objection.message for objection in self.objections)


def judge(programme: ProgrammeFacts, office_id: int, to: Stage, *, gate: Sequence[Objection] = ()) -> Verdict:
    """Whether this office may move to that stage now. `gate`: what gates object to; they stop no hold, and a roll-back only where it is
    somebody else's to decide: it would leave a hold that was decided, or the charter names who sends an office back.
    """
    office = programme.office(office_id)
    move = move_between(office.stage, to, office.held_in)
    if move is None:
        return Verdict(to, None, (not_in_table(office, to),))
    against = [*pilots_first(programme, office, to), *team_can_carry(programme, office, to)]
    if move.kind in (MoveKind.FORWARD, MoveKind.RESUME):
        against += gate
    elif move.kind == MoveKind.ROLL_BACK:
        against += [objection for objection in gate if objection.code in (DECIDED_HOLD, CHARTERED)]
    return Verdict(to, move.kind, tuple(against))


def not_in_table(office: OfficeFacts, to: Stage) -> Objection:
    message = _("The table of moves has no move from “%(start)s” to “%(end)s”.")
    return Objection("table", message % {"start": office.stage.label, "end": to.label})


def pilots_first(programme: ProgrammeFacts, office: OfficeFacts, to: Stage) -> Iterable[Objection]:
    """No other office passes “preparing” before every pilot not withdrawn is stabilised. Those already further stay."""
    passes_preparing = to in STARTED and office.reached not in STARTED
    if office.counts_as_pilot or not passes_preparing:
        return
    if not programme.pilots:
        yield Objection("no_pilot", _("There is no pilot office, so no other office may pass “Preparing”."))
    for pilot in programme.pilots:
        if pilot.reached not in PROVEN:
            message = _("Pilot office %(office)s is not stabilised yet: it is at “%(stage)s”.")
            yield Objection("pilot", message % {"office": pilot.name, "stage": pilot.stage.label})


def team_can_carry(programme: ProgrammeFacts, office: OfficeFacts, to: Stage) -> Iterable[Objection]:
    """Offices in training and trial use together stay within what the team can carry, whichever way they come."""
    if to not in CARRIED or office.stage in CARRIED or len(programme.carried) < programme.capacity:
        return
    message = _("The team can carry %(capacity)d offices in training and trial use at once, and %(carried)d are there now.")
    yield Objection("capacity", message % {"capacity": programme.capacity, "carried": len(programme.carried)})


def go_before(order: Sequence[int], office_id: int, free: int) -> tuple[int, ...]:
    """The offices ahead of this one, where they take every place that is left; none where it may start. `order`: the readiest first.

    Without a place the capacity already objects, so nobody is named.
    """
    if office_id not in order or not free:
        return ()
    ahead = tuple(order[: order.index(office_id)])
    return ahead if len(ahead) >= free else ()


def may_withdraw(programme: ProgrammeFacts, office_id: int) -> tuple[Objection, ...]:
    """A pilot may be withdrawn once, and never the last one."""
    office = programme.office(office_id)
    if not office.pilot:
        return (Objection("not_pilot", _("This office is not a pilot.")),)
    if office.withdrawn:
        return (Objection("withdrawn", _("This pilot is withdrawn already.")),)
    if len(programme.pilots) == 1:
        return (Objection("last_pilot", _("This is the last pilot, and at least one must remain.")),)
    return ()


def may_place(office: OfficeFacts | None, to_pilot: bool, *, any_started: bool) -> tuple[Objection, ...]:
    """An office changes waves only before it starts; who is a pilot is settled once any office has started."""
    against = []
    if office is not None and office.reached in STARTED:
        against.append(Objection("started", _("This office has started, so its wave stays as it is.")))
    becomes_other = to_pilot != (office.counts_as_pilot if office is not None else False)
    if any_started and becomes_other:
        against.append(
            Objection("pilots_settled", _("An office has started, so the pilots stay as they are. The sponsor may withdraw a pilot."))
        )
    return tuple(against)
