"""Components that higher rooms add to the score. They take part from the first version of the weights that names them.

Their figures are not kept here: the room that registers one answers for offices × weeks as known at any instant.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple, Protocol

from governance.core.metrics import Text
from governance.core.permissions import Verb
from rollout.adoption.scoring import SCORED, Cell, Component, Further, Part


class Told(NamedTuple):
    """What the other room says of one office in one week, with the youngest day its data tells of."""

    cell: Cell
    data_on: date | None


class Reader(Protocol):
    """Offices × weeks at once (None: all offices), in a number of queries that does not grow with them."""

    def __call__(
        self, weeks: Collection[date], known_at: datetime | None, office_ids: Collection[int] | None
    ) -> Mapping[tuple[int, date], Told]: ...


class Remedy(NamedTuple):
    """The page where a missing figure is mended, what to do there, and the right it takes."""

    url_name: str
    text: Text
    verb: Verb
    what: str


@dataclass(frozen=True)
class Addition:
    """One component from a higher room. `reasons` are the codes of why it can be missing, in words; `absent` is the usual one."""

    part: Further
    explanation: Text
    metric: str
    read: Reader
    absent: str
    reasons: Mapping[str, Text]
    remedies: Mapping[str, Remedy] = field(default_factory=dict)


_added: dict[str, Addition] = {}


def register_component(addition: Addition) -> None:
    """Called once, from the room's `ready`; twice with the same changes nothing."""
    known = _added.setdefault(addition.part, addition)
    if known is not addition and known != addition or addition.part in Component.values:
        raise ValueError(f"component {addition.part} is registered twice")


def added() -> tuple[Addition, ...]:
    return tuple(_added[code] for code in sorted(_added))


def parts() -> tuple[Part, ...]:
    """Every component that may carry weight."""
    return (*SCORED, *(addition.part for addition in added()))


def part(code: str) -> Part:
    """The component of a code; one whose room is gone keeps its code for a name."""
    if code in _added:
        return _added[code].part
    return Component(code) if code in Component.values else Further(code)


def metric_code(code: str) -> str:
    """The metric that tells how a component is computed."""
    return _added[code].metric if code in _added else f"adoption.{code}"


def reason(missing: str) -> Text | None:
    return next((addition.reasons[missing] for addition in added() if missing in addition.reasons), None)


def remedy(missing: str) -> Remedy | None:
    return next((addition.remedies[missing] for addition in added() if missing in addition.remedies), None)
