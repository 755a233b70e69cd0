"""What was due in a week, and whether it was followed up. Pure.

Source: docs/algorithms/adoption-score.md, "Follow-up". A customer or deal is due on a day; it is followed up by an activity in the
week of that day, Monday to Sunday.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from rollout.adoption.expected import WEEK, monday
from rollout.adoption.scoring import Cell, Missing, lacking, ratio


class DueDay(NamedTuple):
    """What was due of one owner on one day, in the lists of one kind. `label` is there so that a day is attributed as usage is."""

    user: int
    day: date
    due_list: int
    due: int
    done: int
    label: int | None = None


class DueRead(NamedTuple):
    """One file of a list: the days it tells of, and the day it was sent in."""

    first: date
    last: date
    read_on: date


Reads = Mapping[int, list[DueRead]]


def is_done(due_on: date, done_on: date | None) -> bool:
    """An activity in the week in which it was due, early or late in it."""
    return done_on is not None and monday(done_on) == monday(due_on)


def is_told(reads: Iterable[DueRead], week: date) -> bool:
    """Whether a file that tells of the week was sent in after it was over: before that, what is open may still be done."""
    sunday = week + timedelta(days=WEEK - 1)
    return any(read.first <= sunday and read.last >= week and read.read_on > sunday for read in reads)


@dataclass
class OfficeDue:
    """What was due in one office and week. `open`: some of it stands in a list that was sent in before the week was over."""

    due: int = 0
    done: int = 0
    open: bool = False

    def add(self, row: DueDay, told: bool) -> None:
        if told:
            self.due += row.due
            self.done += row.done
        else:
            self.open = True


def follow_up(found: OfficeDue, told: bool) -> Cell:
    """Followed up ÷ due. `told`: at least one list tells of the week."""
    if found.open or not told:
        return lacking(Missing.NO_DUE_LIST)
    return ratio(found.done, found.due, found.due, Missing.NOTHING_DUE)
