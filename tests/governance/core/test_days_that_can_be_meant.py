"""A year nobody can mean is refused beside its field; every other day passes."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from governance.core.dates import EARLIEST, LATEST, DayField, can_be_meant


@pytest.mark.parametrize("typed", ["0202-06-01", "0001-01-01", "1989-12-31", "2101-01-01", "9999-12-31"])
def test_a_year_that_cannot_be_meant_is_refused_and_said(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DayField().clean(typed)
    assert "1990" in refused.value.messages[0] and "2100" in refused.value.messages[0]


@pytest.mark.parametrize("day", [EARLIEST, date(2026, 2, 28), LATEST])
def test_every_other_day_passes(day: date) -> None:
    assert DayField().clean(day.isoformat()) == day and can_be_meant(day)


def test_it_has_the_browsers_own_picker_and_may_be_empty() -> None:
    assert DayField(required=False).clean("") is None
    assert DayField().widget.input_type == "date"
