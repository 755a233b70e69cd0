"""Office tasks: given with the stage, done by their owner, late when their day has passed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from rollout.impact.actions import tasks
from rollout.impact.models import OfficeTask, TaskMove, TaskTemplate
from rollout.staging.actions import move
from rollout.staging.models import OfficeRollout, StageChange
from rollout.staging.stages import Stage
from tests import company
from tests.company import NOW
from tests.rollout.impact.places import DAY, PROJECT, SPONSOR, TODAY, head, people, staff

pytestmark = pytest.mark.django_db


def template(stage: str = "preparing", name: str = "Name two key users", days: int = 7) -> TaskTemplate:
    return tasks.write_template(stage=stage, name=name, due_after_days=days, actor=PROJECT, at=NOW)


def candidate() -> OfficeRollout:
    return company.in_rollout(company.office("SH"), company.wave(company.programme()))


def goes(rollout: OfficeRollout, to: Stage, *, at: datetime = NOW) -> StageChange:
    return move(rollout, to, on=TODAY, actor=PROJECT, at=at, reason="as planned")


def given(**fields: object) -> OfficeTask:
    wanted = {"name": "Bring the list up to date", "due": TODAY} | fields
    wanted["office"] = fields.get("office") or company.office("SH")
    return tasks.give_task(**wanted, actor=PROJECT, at=NOW)  # type: ignore[arg-type]


def test_an_office_gets_its_list_in_the_moment_it_enters_the_stage() -> None:
    template()
    template("training", "Rooms", 3)
    goes(candidate(), Stage.PREPARING)
    task = OfficeTask.objects.get()
    assert (task.name, task.due, task.state, task.stage) == ("Name two key users", TODAY + 7 * DAY, "open", "preparing")
    assert TaskMove.objects.get().on == TODAY


def test_a_move_that_is_refused_gives_no_task() -> None:
    template("trial")
    with pytest.raises(Refused):
        goes(candidate(), Stage.TRIAL)
    assert not OfficeTask.objects.exists()


def test_a_list_that_cannot_be_given_undoes_the_move(monkeypatch: pytest.MonkeyPatch) -> None:
    template()
    rollout = candidate()

    def fails(**fields: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(TaskMove.objects, "create", fails)
    with pytest.raises(RuntimeError):
        goes(rollout, Stage.PREPARING)
    assert OfficeRollout.objects.get().stage == Stage.CANDIDATE
    assert not StageChange.objects.exists()


def test_on_hold_and_on_again_gives_nothing_twice() -> None:
    template()
    rollout = candidate()
    for stage in (Stage.PREPARING, Stage.HELD, Stage.PREPARING):
        goes(rollout, stage)
    assert OfficeTask.objects.count() == 1


def test_rolled_back_and_forward_again_an_open_task_is_not_given_twice_but_a_done_one_is() -> None:
    template()
    template(name="Bring the list up to date")
    rollout = candidate()
    goes(rollout, Stage.PREPARING)
    tasks.finish(OfficeTask.objects.get(name="Name two key users"), on=TODAY, actor=PROJECT, at=NOW)
    goes(rollout, Stage.CANDIDATE)
    goes(rollout, Stage.PREPARING)
    assert sorted(OfficeTask.objects.values_list("name", flat=True)) == [
        "Bring the list up to date",
        "Name two key users",
        "Name two key users",
    ]


def test_a_retired_template_is_given_no_more_and_is_retired_once() -> None:
    one = template()
    tasks.retire_template(one, on=TODAY, actor=PROJECT, at=NOW, reason="Done centrally")
    goes(candidate(), Stage.PREPARING)
    assert not OfficeTask.objects.exists()
    with pytest.raises(Conflict):
        tasks.retire_template(one, on=TODAY, actor=PROJECT, at=NOW, reason="again")


def test_its_owner_says_that_it_is_done() -> None:
    office = company.office("SH")
    owner, other = people(office, 2)
    task = given(office=office, owner=owner)
    with pytest.raises(NotAllowed):
        tasks.finish(task, on=TODAY, actor=staff(other), at=NOW)
    done = tasks.finish(task, on=TODAY, actor=staff(owner), at=NOW)
    assert (done.state, done.done_on) == ("done", TODAY)


def test_the_office_head_answers_for_it_and_another_head_does_not() -> None:
    task = given()
    with pytest.raises(NotAllowed):
        tasks.finish(task, on=TODAY, actor=head(company.office("BJ")), at=NOW)
    assert tasks.finish(task, on=TODAY, actor=head(task.office), at=NOW).state == "done"


def test_done_twice_is_told() -> None:
    task = given()
    stale = OfficeTask.objects.get()
    tasks.finish(task, on=TODAY, actor=PROJECT, at=NOW)
    with pytest.raises(Conflict):
        tasks.finish(stale, on=TODAY, actor=PROJECT, at=NOW)
    assert TaskMove.objects.count() == 2


def test_a_later_date_says_why_an_earlier_one_need_not() -> None:
    task = given()
    with pytest.raises(InvalidInput) as refused:
        tasks.hand_over(task, owner=None, due=TODAY + DAY, actor=PROJECT, at=NOW)
    assert "reason" in refused.value.fields
    moved = tasks.hand_over(task, owner=None, due=TODAY + DAY, actor=PROJECT, at=NOW, reason="The list came late")
    assert moved.due == TODAY + DAY
    assert tasks.hand_over(moved, owner=None, due=TODAY, actor=PROJECT, at=NOW).due == TODAY


def test_an_owner_is_of_the_office() -> None:
    with pytest.raises(InvalidInput):
        given(owner=company.person(at=company.office("BJ")))


def test_only_the_project_office_says_that_a_task_is_not_needed() -> None:
    task = given()
    with pytest.raises(NotAllowed):
        tasks.drop_task(task, on=TODAY, actor=head(task.office), at=NOW, reason="We do not need it")
    assert tasks.drop_task(task, on=TODAY, actor=PROJECT, at=NOW, reason="No paper pads here").state == "dropped"


def test_opened_again_it_waits_again_with_its_reason() -> None:
    task = tasks.finish(given(), on=TODAY, actor=PROJECT, at=NOW)
    again = tasks.reopen(task, on=TODAY, actor=PROJECT, at=NOW, reason="Half of it")
    assert (again.state, again.done_on) == ("open", None)
    assert TaskMove.objects.order_by("pk").last().reason == "Half of it"  # type: ignore[union-attr]


def test_who_only_reads_gives_nothing() -> None:
    with pytest.raises(NotAllowed):
        tasks.give_task(office=company.office("SH"), name="x", due=TODAY, actor=SPONSOR, at=NOW)
    with pytest.raises(NotAllowed):
        tasks.write_template(stage="live", name="x", due_after_days=1, actor=SPONSOR, at=NOW)


def test_nothing_is_done_tomorrow() -> None:
    with pytest.raises(InvalidInput):
        tasks.finish(given(), on=TODAY + timedelta(days=1), actor=PROJECT, at=NOW)
