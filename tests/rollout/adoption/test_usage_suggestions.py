"""What an unknown file's columns probably mean; a person always confirms."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from rollout.adoption import suggest


@dataclass(frozen=True)
class Column:
    name: str
    distinct: int = 100
    values: tuple[tuple[str, int], ...] = ()
    formats: tuple[tuple[str, float], ...] = ()
    rows: int = 1000
    filled: int = 1000


ISO = (("iso", 1.0),)


def guess(*columns, repeats=lambda names: 0):
    return suggest.suggest(columns, repeats, "Asia/Shanghai")


@pytest.mark.parametrize(
    ("names", "roles"),
    [
        (("LOGIN_TIME", "USER_ID", "STATUS"), {"time": "LOGIN_TIME", "user": "USER_ID", "action": "STATUS"}),
        (
            ("时间", "员工", "办事处", "操作", "模块"),
            {"time": "时间", "user": "员工", "office": "办事处", "action": "操作", "object": "模块"},
        ),
        (("createdon", "userid", "callinguserid", "operation"), {"user": "userid", "acting_user": "callinguserid", "action": "operation"}),
    ],
)
def test_names_tell_roles_in_several_languages(names, roles):
    found = guess(
        *(Column(name, formats=ISO if number == 0 else (), distinct=100 if number < 3 else 5) for number, name in enumerate(names[:2])),
        *(Column(name, distinct=5) for name in names[2:]),
    )
    assert {role: getattr(found, role) for role in roles} == roles


def test_signing_in_is_not_suggested_as_use_and_creating_enters_a_record():
    found = guess(Column("time", formats=ISO), Column("user"), Column("action", 4, (("Login", 9), ("Create", 5), ("View", 3), ("新建", 1))))
    assert found.counting == ("Create", "View", "新建")
    assert found.entering == ("Create", "新建")


def test_where_day_and_month_could_be_exchanged_nothing_is_suggested():
    both = (("%d/%m/%Y", 1.0), ("%m/%d/%Y", 1.0))
    assert suggest.formats(Column("time", formats=both)) == ()
    assert suggest.formats(Column("time", formats=(("%d/%m/%Y", 1.0), ("%m/%d/%Y", 0.4)))) == ("%d/%m/%Y",)


def test_the_fewest_columns_that_lose_nothing_identify_an_event():
    lost = {("case", "time"): 0, ("case",): 50, ("user",): 90, ("user", "time"): 7}
    columns = (Column("time", formats=ISO), Column("user"), Column("case"))
    assert guess(*columns, repeats=lambda names: lost.get(tuple(names), 0 if len(names) == 3 else 99)).identity == ("case", "time")


def test_accounts_that_look_like_systems_are_named_with_the_reason():
    people = [(f"person {number}", 100 - number) for number in range(20)]
    assert suggest.systems([("night-job", 5000), *people, ("crm_api", 3)]) == [("night-job", 5000, "busy"), ("crm_api", 3, "name")]
    assert suggest.systems([("Abigail", 10), ("Batchelor", 9)]) == []


def test_offsets_point_to_a_zone():
    assert suggest.zone_of({"+01:00", "+02:00"}) == "Europe/Berlin"
    assert suggest.zone_of({"+03:00"}) == ""
