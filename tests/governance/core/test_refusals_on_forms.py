"""A refusal is shown where it belongs on the form: one way for every room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django import forms

from governance.core.errors import Conflict, GatehouseError, InvalidInput, NotAllowed, Refused
from governance.core.pages import attempt, show_refusal


class Typed(forms.Form):
    day = forms.CharField()


def a_form(day: str = "Monday") -> Typed:
    form = Typed({"day": day})
    form.is_valid()
    return form


def refusing(error: GatehouseError) -> Callable[[dict[str, Any]], object]:
    def act(_typed: dict[str, Any]) -> object:
        raise error

    return act


def test_a_message_that_names_a_field_stands_beside_it() -> None:
    form = a_form()
    show_refusal(form, InvalidInput("Check this.", fields={"day": "Not a Monday."}))
    assert form.errors == {"day": ["Not a Monday."]}


def test_a_message_for_a_field_the_form_does_not_have_stands_on_top() -> None:
    form = a_form()
    show_refusal(form, InvalidInput("Check this.", fields={"week": "Not a week."}))
    assert form.non_field_errors() == ["Not a week."]


def test_a_rule_that_says_no_is_told_with_every_reason() -> None:
    form = a_form()
    show_refusal(form, Refused("It cannot be closed.", reasons=["Two people are left.", "A wave is open."]))
    assert form.non_field_errors() == ["It cannot be closed.", "Two people are left.", "A wave is open."]


def test_an_action_that_succeeds_leaves_no_error() -> None:
    seen: list[dict[str, Any]] = []
    assert attempt(a_form(), seen.append) and seen == [{"day": "Monday"}]


def test_nothing_is_done_with_an_invalid_form() -> None:
    seen: list[dict[str, Any]] = []
    assert not attempt(a_form(""), seen.append) and not seen


@pytest.mark.parametrize("error", [Refused("No."), Conflict("Someone was faster."), InvalidInput("No such day.")])
def test_what_a_rule_refuses_comes_back_on_the_form_with_what_was_typed(error: GatehouseError) -> None:
    form = a_form()
    assert not attempt(form, refusing(error))
    assert form.non_field_errors() == [str(error.message)] and form["day"].value() == "Monday"


def test_a_missing_right_is_a_page_of_its_own() -> None:
    with pytest.raises(NotAllowed):
        attempt(a_form(), refusing(NotAllowed("Not yours.")))
