"""Whether a contract may end: complete only when all is settled, expired on its last day, terminated on grounds and after its notice."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.contracts.endings import AFTERWARDS, OUTLIVES, EndKind, Grounds, Left, Open, Record, against

TODAY, ENDS = date(2026, 7, 10), date(2026, 6, 30)
HELD = Record(TODAY, date(2026, 1, 1), ENDS, date(2026, 6, 20), False, date(2026, 7, 1))
C, E, T = EndKind.COMPLETED, EndKind.EXPIRED, EndKind.TERMINATED


def opened(*left: Left) -> Record:
    return replace(HELD, open=[Open(one, "it") for one in left])


@pytest.mark.parametrize(
    ("fields", "kind", "grounds", "on", "follows", "held"),
    [
        (set(), C, None, TODAY, "", HELD),
        (set(), C, None, TODAY, "", opened(*OUTLIVES)),
        ({"kind"}, C, None, TODAY, "", opened(Left.COMMITMENT)),
        ({"kind"}, C, None, TODAY, "", opened(Left.UNCLEAR)),
        ({"on"}, C, None, TODAY + timedelta(days=1), "", HELD),
        ({"on"}, C, None, date(2026, 6, 19), "", HELD),
        ({"on"}, C, None, date(2025, 12, 31), "", replace(HELD, last_paper=None)),
        (set(), E, None, ENDS, "", opened(Left.PENALTY, Left.PAYMENT)),
        ({"kind"}, E, None, ENDS, "", opened(Left.MILESTONE)),
        ({"on"}, E, None, TODAY, "", HELD),
        ({"on"}, E, None, ENDS, "", replace(HELD, today=ENDS)),
        (set(), T, Grounds.BREACH, TODAY, "Keys are handed over.", opened(*Left)),
        ({"grounds"}, T, None, TODAY, "x", HELD),
        ({"grounds"}, T, Grounds.CLAUSE, TODAY, "x", HELD),
        (set(), T, Grounds.CLAUSE, TODAY, "x", replace(HELD, terminable=True)),
        ({"notice"}, T, Grounds.CONVENIENCE, TODAY, "x", replace(HELD, notice_arrived=None)),
        ({"on"}, T, Grounds.BREACH, date(2026, 6, 30), "x", HELD),
        (set(), T, Grounds.AGREEMENT, TODAY, "x", replace(HELD, notice_arrived=None)),
        ({"consequences"}, T, Grounds.AGREEMENT, TODAY, " ", HELD),
    ],
)
def test_what_stands_against_an_end(fields: set, kind: EndKind, grounds: Grounds | None, on: date, follows: str, held: Record) -> None:
    assert set(against(kind, grounds, on, follows, held)) == fields


@given(st.sampled_from(EndKind), st.lists(st.sampled_from(Left)), st.sampled_from(Left))
def test_one_more_open_thing_never_makes_an_end_possible(kind: EndKind, some: list[Left], more: Left) -> None:
    on = ENDS if kind == E else TODAY
    if against(kind, Grounds.BREACH if kind == T else None, on, "x", opened(*some)):
        assert against(kind, Grounds.BREACH if kind == T else None, on, "x", opened(*some, more))


def test_every_open_thing_has_what_becomes_of_it() -> None:
    assert set(AFTERWARDS) == set(Left)
