"""What was decided at the gates of the demo company, on whatever weekday it is made."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from governance.core.actor import system_actor
from governance.core.errors import NotAllowed
from governance.organisation.grants import actor_for
from governance.steering import selectors as steering
from governance.steering.matters import Matter
from governance.steering.models import Ballot, Charter
from reports.dashboards.demo import company, gatework, roster
from reports.dashboards.demo.plan import CHARACTERS, plan
from reports.dashboards.demo.programme import enter_programme, instant, start_day, walk_programme
from reports.dashboards.demo.staff import staff
from reports.dashboards.demo.steering import enter_steering
from rollout.staging import actions
from rollout.staging.gating.holds import decided_holds
from rollout.staging.models import AutomaticHold, GateDecision, OfficeRollout, Override, Rollback
from rollout.staging.stages import Stage

MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)


def made(today, folder):
    """Offices, heads, programme and charter of the whole company, without what its people did."""
    actor, plans = system_actor("demo"), plan(33, 33 * 8, 1, today)
    at, now = instant(start_day(today)), instant(today, 12)
    people = staff(plans, 1, today)
    offices = company.enter_offices(plans, "CN", actor=actor, at=at)
    roster.enter_roster(people, folder=folder, actor=actor, today=today, at=at, now=now)
    accounts = company.enter_accounts(people, offices, actor=actor, at=at)
    enter_programme(plans, offices, actor=actor, today=today)
    enter_steering(accounts, actor=actor, today=today)
    walk_programme(plans, actor=actor)
    gatework.enter_gates(plans, accounts, today=today)
    return {account.username: account for account in accounts}


@pytest.mark.parametrize("later", range(7))
def test_an_office_can_be_rolled_back_whatever_the_weekday(later):
    today = MONDAY + later * DAY
    last = [each.walk[-1] for each in plan(33, 520, 1, today) if each.wave and each.walk and each.code not in CHARACTERS]
    assert [day for stage, day in last if stage in (Stage.TRAINING, Stage.TRIAL) and day < today - gatework.CHECKED]
    assert len([day for stage, day in last if stage == Stage.LIVE and day < today - 12 * DAY]) >= 3


@pytest.fixture
def by_name(db, settings, tmp_path: Path):
    settings.DATA_DIR, settings.ATTACHMENT_DIR = tmp_path, tmp_path / "attachments"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return made(MONDAY, tmp_path)


def test_every_kind_of_decision_is_there_with_what_followed(by_name):
    assert sorted(GateDecision.objects.values_list("outcome", flat=True)) == ["conditional", "go", "go", "hold", "roll_back"]
    assert AutomaticHold.objects.count() == 1 and Override.objects.filter(until__gt=MONDAY, until__lte=MONDAY + 7 * DAY).exists()
    assert Rollback.objects.get().finish.recorded_at.date() < MONDAY
    assert Rollback.objects.get().rollout.stage == Stage.PREPARING

    hold = GateDecision.objects.get(outcome="hold")
    ballot = Ballot.objects.get(pk=hold.ballot)
    assert ballot.closing.outcome == "carried" and ballot.closing.absent == 0 and not hold.rollout.wave.is_pilot
    assert Charter.objects.signed().count() == 3

    held = OfficeRollout.objects.select_related("office", "wave__programme").get(pk=hold.rollout_id)
    assert decided_holds([held]).keys() == {held.pk} and held.held_in == Stage.LIVE
    now = instant(MONDAY, 11)
    asked = {"on": MONDAY, "at": now, "reason": "Both places are filled."}
    for name in ("project", f"head-{held.office.code.lower()}"):
        with pytest.raises(NotAllowed):
            actions.move(held, Stage.LIVE, actor=actor_for(by_name[name], MONDAY), **asked)
    assert steering.authority(Matter.GATE_DECISION, MONDAY).committee_id is None
    actions.move(held, Stage.LIVE, actor=actor_for(by_name["sponsor"], MONDAY), **asked)
    assert held.stage == Stage.LIVE
