"""A year nobody can mean is refused beside its field; every other day passes."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from governance.core.dates import EARLIEST, LATEST, DayField, MomentField, can_be_meant


@pytest.mark.parametrize("typed", ["0202-06-01", "0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31"])
def test_a_year_that_cannot_be_meant_is_refused_and_said(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DayField().clean(typed)
    assert "1900" in refused.value.messages[0] and "2100" in refused.value.messages[0]


@pytest.mark.parametrize("day", [EARLIEST, date(2026, 2, 28), LATEST])
def test_every_other_day_passes(day: date) -> None:
    assert DayField().clean(day.isoformat()) == day and can_be_meant(day)


def test_it_has_the_browsers_own_picker_and_may_be_empty() -> None:
    assert DayField(required=False).clean("") is None
    assert DayField().widget.input_type == "date"


def test_a_moment_is_held_to_the_same_days() -> None:
    assert MomentField().clean("2026-06-01T09:30").minute == 30
    with pytest.raises(ValidationError):
        MomentField().clean("0001-01-01T00:00")


def test_every_form_of_the_house_takes_its_days_by_this_rule() -> None:
    rooms = (file for wing in ("governance", "rollout", "training", "reports") for file in Path(wing).rglob("*.py"))
    own = Path("governance/core/dates.py"), Path("governance/core/known.py")
    plain = [str(file) for file in rooms if file not in own and re.search(r"forms\.Date(Time)?Field\(", file.read_text())]
    assert plain == []
