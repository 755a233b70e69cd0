"""The tables of allowed moves, each cell of them."""

from __future__ import annotations

import pytest

from rollout.impact.rules import moves
from rollout.impact.states import Cause, ResistanceState, Response, StepState, TaskState

STEPS = {
    ("planned", "running"),
    ("planned", "sent_back"),
    ("planned", "dropped"),
    ("running", "done"),
    ("running", "sent_back"),
    ("running", "dropped"),
    ("sent_back", "planned"),
    ("sent_back", "dropped"),
    ("done", "sent_back"),
}


@pytest.mark.parametrize("start", StepState)
@pytest.mark.parametrize("to", StepState)
def test_a_step_goes_where_the_table_says_and_nowhere_else(start: StepState, to: StepState) -> None:
    against = moves.against_step(start, to, blocking=0, reason="a reason", rejected=False)
    assert (not against) is ((start, to) in STEPS)


@pytest.mark.parametrize("to", [StepState.SENT_BACK, StepState.DROPPED])
def test_sending_back_and_dropping_want_a_reason(to: StepState) -> None:
    assert moves.against_step(StepState.RUNNING, to, blocking=0, reason=" ", rejected=False)


def test_a_step_that_hits_customers_severely_does_not_begin() -> None:
    assert moves.against_step(StepState.PLANNED, StepState.RUNNING, blocking=1, reason="", rejected=False)


@pytest.mark.parametrize(("start", "to"), sorted(STEPS))
def test_a_step_that_customers_rejected_neither_begins_nor_is_done(start: str, to: str) -> None:
    against = moves.against_step(StepState(start), StepState(to), blocking=0, reason="a reason", rejected=True)
    assert bool(against) is (to in ("running", "done"))


def test_every_reason_is_said_not_only_the_first() -> None:
    found = moves.against_step(StepState.DONE, StepState.DROPPED, blocking=0, reason="", rejected=False)
    assert len(found) == 2


ANSWERS = {("skill", "train"), ("habit", "train"), ("habit", "encourage"), ("intent", "encourage"), ("intent", "firm")}


@pytest.mark.parametrize("cause", Cause)
@pytest.mark.parametrize("response", Response)
def test_each_cause_has_its_answers_and_firm_is_for_intent_alone(cause: Cause, response: Response) -> None:
    assert (not moves.against_response(cause, response)) is ((cause, response) in ANSWERS)


REFUSALS = {("reported", "answered"), ("reported", "closed"), ("answered", "answered"), ("answered", "closed"), ("closed", "reported")}


@pytest.mark.parametrize("start", ResistanceState)
@pytest.mark.parametrize("to", ResistanceState)
def test_a_refusal_goes_where_the_table_says(start: ResistanceState, to: ResistanceState) -> None:
    assert (not moves.against_refusal(start, to)) is ((start, to) in REFUSALS)


TASKS = {("open", "open"), ("open", "done"), ("open", "dropped"), ("done", "open"), ("dropped", "open")}


@pytest.mark.parametrize("start", TaskState)
@pytest.mark.parametrize("to", TaskState)
def test_a_task_goes_where_the_table_says(start: TaskState, to: TaskState) -> None:
    assert (not moves.against_task(start, to)) is ((start, to) in TASKS)
