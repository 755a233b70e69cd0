"""Steps: planned, assessed, begun, rejected by customers, sent back, with the reason."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.organisation.models import Office
from rollout.impact.actions import steps
from rollout.impact.models import Assessment, Reaction, RolloutStep, StepMove
from rollout.impact.states import Severity, StepState
from tests import company
from tests.company import NOW
from tests.rollout.impact.places import AUDITOR, DAY, PROJECT, SPONSOR, TODAY, head, step, touchpoint

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
RUNNING, DONE, BACK = StepState.RUNNING, StepState.DONE, StepState.SENT_BACK


def begin(of: RolloutStep) -> StepMove:
    return steps.move_step(of, RUNNING, on=TODAY, actor=PROJECT, at=NOW)


def reaction(of: RolloutStep, kind: str = "rejects", *, at: datetime = NOW, office: Office | None = None) -> Reaction:
    return steps.record_reaction(of, on=TODAY, kind=kind, words="We will not", office=office, actor=PROJECT, at=at)


def assess(of: RolloutStep, **fields: object) -> Assessment:
    given = {"feels": "Goes without", "effect": 3, "share": 3} | fields
    given.setdefault("touchpoint", None)
    given["touchpoint"] = given["touchpoint"] or touchpoint()
    return steps.assess(of, **given, actor=PROJECT, at=NOW)  # type: ignore[arg-type]


def test_the_severity_follows_from_the_answers() -> None:
    assert assess(step()).severity == Severity.SEVERE


def test_the_same_touchpoint_again_corrects_and_keeps_what_was_said_before() -> None:
    one, point = step(), touchpoint()
    assess(one, touchpoint=point)
    assess(one, touchpoint=point, effect=1, reason="Asked ten customers")
    row = Assessment.objects.get()
    assert row.severity == Severity.NOTICEABLE
    assert [past.severity for past in row.history.order_by("history_date", "history_id")] == [4, 2]
    assert row.history.latest("history_date", "history_id").history_change_reason == "Asked ten customers"


def test_a_severity_falls_only_with_the_reason_and_rises_without() -> None:
    one, point = step(), touchpoint()
    assess(one, touchpoint=point)
    with pytest.raises(InvalidInput) as refused:
        assess(one, touchpoint=point, effect=1)
    assert "reason" in refused.value.fields
    assert Assessment.objects.get().severity == Severity.SEVERE
    assess(one, touchpoint=point, effect=1, reason="Asked ten customers")
    assess(one, touchpoint=point)
    assert Assessment.objects.get().severity == Severity.SEVERE


def test_whom_an_assessed_step_concerns_is_changed_only_with_the_reason() -> None:
    one, office = step(), company.office("SH")
    words = {"name": one.name, "what": one.what, "stage": one.stage}
    steps.plan_step(one, **words, office=office, actor=PROJECT, at=NOW)
    assess(one)
    with pytest.raises(InvalidInput) as refused:
        steps.plan_step(one, **words, office=None, actor=PROJECT, at=NOW)
    assert "reason" in refused.value.fields
    assert RolloutStep.objects.get().office == office
    steps.plan_step(one, **words, office=None, actor=PROJECT, at=NOW, reason="Every office has a counter")
    assert RolloutStep.objects.get().office is None
    assert RolloutStep.history.latest("history_date", "history_id").history_change_reason == "Every office has a counter"


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"mitigation": "A second line", "due": TODAY}, "owner"),
        ({"due": TODAY}, "mitigation"),
        ({"feels": " "}, "feels"),
        ({"mitigation": "x", "done_on": date(2026, 6, 2)}, "owner"),
    ],
)
def test_a_half_mitigation_is_refused_at_its_field(fields: dict[str, object], named: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        assess(step(), **fields)
    assert named in refused.value.fields


def test_a_retired_touchpoint_is_not_assessed_anew() -> None:
    point = touchpoint()
    point.retired_on = TODAY
    point.save()
    with pytest.raises(InvalidInput):
        assess(step(), touchpoint=point)


@pytest.mark.parametrize("actor", [SPONSOR, AUDITOR])
def test_who_only_reads_changes_nothing(actor: object) -> None:
    one = step()
    with pytest.raises(NotAllowed):
        steps.move_step(one, RUNNING, on=TODAY, actor=actor, at=NOW)  # type: ignore[arg-type]
    one.refresh_from_db()
    assert one.state == StepState.PLANNED
    assert not StepMove.objects.exists()


def test_a_severe_step_without_mitigation_does_not_begin_and_says_so() -> None:
    one = step()
    assess(one)
    with pytest.raises(Refused, match="severely"):
        begin(one)
    assert not StepMove.objects.exists()


def test_with_a_mitigation_promised_it_begins() -> None:
    one = step()
    assess(one, mitigation="A second line", owner=company.person(), due=TODAY)
    begin(one)
    assert one.state == RUNNING


def test_a_mitigation_is_put_in_place_once() -> None:
    row = assess(step(), mitigation="A second line", owner=company.person(), due=TODAY)
    assert steps.mitigate(row, on=TODAY, actor=PROJECT, at=NOW).done_on == TODAY
    with pytest.raises(Refused):
        steps.mitigate(row, on=TODAY, actor=PROJECT, at=NOW)


def test_what_customers_reject_is_not_done_and_goes_back_with_its_reason() -> None:
    one = step()
    begin(one)
    said = reaction(one)
    with pytest.raises(Refused, match="rejected"):
        steps.move_step(one, DONE, on=TODAY, actor=PROJECT, at=NOW)
    move = steps.move_step(one, BACK, on=TODAY, because_of=said, actor=PROJECT, at=NOW, reason="65 orders broken off")
    assert (one.state, move.because_of, move.reason, move.username) == (BACK, said, "65 orders broken off", "project")


def test_sent_back_and_planned_anew_it_may_be_done() -> None:
    one = step()
    begin(one)
    reaction(one)
    steps.move_step(one, BACK, on=TODAY, actor=PROJECT, at=NOW, reason="They will not")
    steps.move_step(one, StepState.PLANNED, on=TODAY, actor=PROJECT, at=NOW)
    begin(one)
    steps.move_step(one, DONE, on=TODAY, actor=PROJECT, at=NOW)
    assert one.state == DONE


def test_customers_who_welcome_it_later_lift_their_rejection() -> None:
    one = step()
    begin(one)
    reaction(one)
    reaction(one, "welcomes", at=NOW + HOUR)
    assert steps.move_step(one, DONE, on=TODAY, actor=PROJECT, at=NOW).to_state == DONE


def test_what_customers_reject_when_they_hear_of_it_does_not_begin() -> None:
    one = step()
    reaction(one)
    with pytest.raises(Refused, match="rejected"):
        begin(one)
    one.refresh_from_db()
    assert one.state == StepState.PLANNED
    assert not StepMove.objects.exists()


def test_a_planned_step_goes_back_for_a_rejection_and_begins_when_planned_anew() -> None:
    one = step()
    steps.move_step(one, BACK, on=TODAY, because_of=reaction(one), actor=PROJECT, at=NOW, reason="They will not")
    steps.move_step(one, StepState.PLANNED, on=TODAY, actor=PROJECT, at=NOW)
    begin(one)
    assert one.state == RUNNING


def test_a_rejection_heard_while_it_stands_sent_back_is_answered_by_planning_it_anew() -> None:
    one = step()
    steps.move_step(one, BACK, on=TODAY, because_of=reaction(one), actor=PROJECT, at=NOW, reason="They will not")
    reaction(one, at=NOW + HOUR)
    steps.move_step(one, StepState.PLANNED, on=TODAY, actor=PROJECT, at=NOW + 2 * HOUR)
    begin(one)
    assert one.state == RUNNING


def test_an_office_that_wants_to_begin_cannot_speak_for_the_customers_of_another() -> None:
    one, here, there = step(), company.office("SH"), company.office("BJ")
    reaction(one, office=here)
    steps.record_reaction(one, on=TODAY, kind="welcomes", words="Fine", office=there, actor=head(there), at=NOW + HOUR)
    with pytest.raises(Refused, match="rejected"):
        begin(one)


def test_nor_for_the_customers_of_all_offices() -> None:
    one, there = step(), company.office("BJ")
    reaction(one)
    with pytest.raises(InvalidInput) as refused:
        steps.record_reaction(one, on=TODAY, kind="welcomes", words="Fine", actor=head(there), at=NOW + HOUR)
    assert "office" in refused.value.fields
    with pytest.raises(Refused, match="rejected"):
        begin(one)


@pytest.mark.parametrize("kind", ["complains", "asks"])
def test_a_complaint_alone_does_not_keep_a_step_from_beginning(kind: str) -> None:
    one = step()
    reaction(one, kind)
    begin(one)
    assert one.state == RUNNING


@pytest.mark.parametrize("kind", ["welcomes", "asks"])
def test_only_a_complaint_or_rejection_sends_back(kind: str) -> None:
    one = step()
    begin(one)
    with pytest.raises(InvalidInput):
        steps.move_step(one, BACK, on=TODAY, because_of=reaction(one, kind), actor=PROJECT, at=NOW, reason="x")


def test_another_steps_reaction_sends_nothing_back() -> None:
    one, other = step(), step()
    begin(one)
    with pytest.raises(InvalidInput):
        steps.move_step(one, BACK, on=TODAY, because_of=reaction(other), actor=PROJECT, at=NOW, reason="x")


def test_a_move_from_a_state_that_has_passed_is_a_conflict() -> None:
    one = step()
    stale = RolloutStep.objects.get(pk=one.pk)
    begin(one)
    with pytest.raises(Conflict):
        begin(stale)
    assert StepMove.objects.count() == 1


def test_nothing_happens_tomorrow() -> None:
    with pytest.raises(InvalidInput):
        steps.move_step(step(), RUNNING, on=TODAY + DAY, actor=PROJECT, at=NOW)


def test_a_failure_leaves_the_step_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    one = step()

    def fails(**fields: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(StepMove.objects, "create", fails)
    with pytest.raises(RuntimeError):
        begin(one)
    assert RolloutStep.objects.get().state == StepState.PLANNED


def test_a_head_records_what_the_own_offices_customers_said() -> None:
    office, one = company.office("SH"), step()
    steps.record_reaction(one, on=TODAY, kind="asks", words="Why?", office=office, actor=head(office), at=NOW)
    with pytest.raises(NotAllowed):
        steps.record_reaction(one, on=TODAY, kind="asks", words="Why?", office=company.office("BJ"), actor=head(office), at=NOW)
