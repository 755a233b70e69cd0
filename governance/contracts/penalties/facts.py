"""What happened: the facts one assessment rests on. Dates are dates of the contract's zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from governance.contracts.penalties.clause import Base

Moment = date | datetime


@dataclass(frozen=True)
class Span:
    """From the first to the last day, both included; between instants, the last is the end. `why` is printed."""

    first: Moment
    last: Moment
    why: str = ""


@dataclass(frozen=True)
class Handover:
    """A part of the work taken over on a day: from the next day the rate falls by this share (0–1)."""

    on: date
    share: Decimal


@dataclass(frozen=True)
class Facts:
    """`finish` None means not accepted yet: the penalty accrues to `as_of`.

    `excluded` are spans the client caused or force majeure; overlapping ones count once. `extension_days` move the due
    day. `bases` gives the values a share can be taken of. `absent` are spans for a key person; `events` counts removals.
    """

    due: Moment | None = None
    finish: Moment | None = None
    as_of: Moment | None = None
    bases: Mapping[Base, Decimal] = field(default_factory=dict)
    extension_days: int = 0
    excluded: Sequence[Span] = ()
    handovers: Sequence[Handover] = ()
    absent: Sequence[Span] = ()
    events: int | None = None
    notice_served: date | None = None
    # Where a base comes from, as printed: the parts it is made of.
    origins: Mapping[Base, Mapping[str, str | int | Decimal | date | datetime]] = field(default_factory=dict)
