"""A hold that was decided is lifted by whom the charter names for gates; one that came by itself by fulfilling it; by no other door."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.urls import reverse

from governance.core.errors import InvalidInput, NotAllowed, Refused
from governance.core.roles import Role
from governance.steering.actions import close_ballot
from governance.steering.actions.charters import Decider
from governance.steering.matters import Choice, Matter
from governance.steering.models import Ballot
from rollout.staging import actions
from rollout.staging.actions import NewCondition
from rollout.staging.gating.holds import decided_holds
from rollout.staging.models import OfficeRollout, StageChange
from rollout.staging.stages import Stage
from rollout.staging.states import Decided
from tests import company
from tests.at_once import at_once
from tests.governance.steering import steered
from tests.rollout.staging.gated import NOW, PROJECT, SPONSOR, decide

TODAY, LATER, DAY = NOW.date(), NOW + timedelta(hours=3), timedelta(days=1)


@pytest.fixture
def held(office, version):
    decide(office, version, Decided.HOLD)
    return fresh(office)


def fresh(office):
    return OfficeRollout.objects.select_related("office", "wave__programme").get(pk=office.pk)


def resume(office, actor=PROJECT, *, to=Stage.TRAINING, at=LATER, on=None, reason="ready"):
    return actions.move(office, to, on=on or TODAY, actor=actor, at=at, reason=reason)


def test_the_project_office_does_not_lift_it(held):
    with pytest.raises(NotAllowed):
        resume(held)
    assert fresh(held).stage == Stage.HELD and StageChange.objects.filter(rollout=held, from_stage=Stage.HELD).count() == 0


def test_the_sponsor_lifts_it_with_a_reason_and_the_right_stands_in_the_record(held):
    with pytest.raises(InvalidInput) as refused:
        resume(held, SPONSOR, reason=" ")
    assert "reason" in refused.value.fields
    change = resume(held, SPONSOR)
    assert fresh(held).stage == Stage.TRAINING and change.reason.startswith("ready (") and len(change.reason) > len("ready ()")
    assert decided_holds([fresh(held)]) == {}


def test_rolling_back_is_no_way_out_of_it_but_deciding_it_is(held, version):
    with pytest.raises(Refused, match="cannot move"):
        resume(held, to=Stage.PREPARING)
    decide(held, version, Decided.ROLL_BACK, to=Stage.PREPARING, at=LATER)
    assert fresh(held).stage == Stage.PREPARING


def test_a_go_afterwards_lifts_it_and_the_project_office_resumes(held, version):
    decide(held, version, Decided.GO, at=LATER)
    resume(held, at=LATER + timedelta(hours=1))
    assert fresh(held).stage == Stage.TRAINING


def test_once_lifted_the_project_offices_own_hold_is_its_own(held):
    resume(held, SPONSOR)
    again = fresh(held)
    actions.move(again, Stage.HELD, on=TODAY, actor=PROJECT, at=LATER, reason="no network")
    resume(again, at=LATER + timedelta(hours=1))
    assert fresh(held).stage == Stage.TRAINING


def test_a_hold_decided_for_an_office_on_hold_already_counts(office, version):
    actions.move(office, Stage.HELD, on=TODAY, actor=PROJECT, at=NOW, reason="no network")
    decide(office, version, Decided.HOLD, at=LATER)
    with pytest.raises(NotAllowed):
        resume(fresh(office), at=LATER + timedelta(hours=1))


def test_a_hold_by_itself_is_lifted_by_fulfilling_it_and_not_by_the_sponsor(office, version, programme):
    owner = company.account().person
    decide(office, version, Decided.CONDITIONAL, conditions=[NewCondition("Scanners", owner, TODAY + DAY)])
    late = NOW + 3 * DAY
    actions.watch(programme, actor=PROJECT, at=late)
    held = fresh(office)
    assert held.stage == Stage.HELD and decided_holds([held]) == {}
    for actor in (PROJECT, SPONSOR):
        with pytest.raises((Refused, NotAllowed)):
            resume(fresh(office), actor, at=late, on=late.date())
    condition = office.decisions.get().conditions.get()
    actions.meet_condition(condition, actor=PROJECT, at=late, reason="delivered")
    resume(fresh(office), at=late, on=late.date())
    assert fresh(office).stage == Stage.TRAINING


def test_the_command_and_the_support_site_do_not_lift_it(held):
    with pytest.raises(CommandError, match="Only a person"):
        call_command("move_office", "HARBOUR", "training", "--reason", "x")
    registered = admin.site._registry[OfficeRollout]
    assert not registered.has_change_permission(None) and fresh(held).stage == Stage.HELD


def test_the_page_says_so_and_offers_it_to_whom_it_belongs(held, signed_in):
    shown, lift = (reverse(f"staging:{name}", args=[held.office_id]) for name in ("office", "lift"))
    project = signed_in(Role.PROJECT_OFFICE)
    text = project.get(shown).content.decode()
    assert "put on hold by a decision" in text and lift not in text
    move = reverse("staging:move", args=[held.office_id, "training"])
    assert project.post(move, {"on": TODAY, "reason": "x", "seen": "held:training"}).status_code == 403
    assert project.post(lift, {"on": TODAY, "reason": "x"}).status_code == 403 and fresh(held).stage == Stage.HELD
    sponsor = signed_in(Role.SPONSOR)
    assert lift in sponsor.get(shown).content.decode()
    assert sponsor.post(lift, {"on": "", "reason": ""}).status_code == 200
    assert sponsor.post(lift, {"on": TODAY, "reason": "staff are back", "seen": "training:"}).status_code == 409
    assert sponsor.post(lift, {"on": TODAY, "reason": "staff are back", "seen": "held:training"}).status_code == 302
    assert fresh(held).stage == Stage.TRAINING
    assert sponsor.post(lift, {"on": TODAY, "reason": "twice"}).status_code == 409


def test_where_the_committee_decides_it_is_asked_first(office, version, programme, signed_in, monkeypatch):
    at = steered.NOW
    monkeypatch.setattr("governance.organisation.middleware.timezone.now", lambda: at)
    decide(office, version, Decided.HOLD)
    made, members = steered.committee(3, quorum=2)
    steered.signed(steered.sponsor(), **{matter.value: Decider(committee_id=made.pk) for matter in Matter})
    project = signed_in(Role.PROJECT_OFFICE)
    lift, ask = (reverse(f"staging:{name}", args=[office.office_id]) for name in ("lift", "ask_lift"))
    assert project.get(lift)["Location"] == ask
    opened = project.post(ask, {"due_on": (steered.TODAY + 7 * DAY).isoformat(), "reason": "look"})
    ballot = Ballot.objects.get()
    assert opened["Location"] == ballot.get_absolute_url() and "Harbour" in project.get(ballot.get_absolute_url()).content.decode()
    typed = {"on": steered.TODAY, "reason": "as carried", "seen": "held:training"}
    assert project.post(lift, typed).status_code == 403
    steered.votes(ballot, dict.fromkeys(members, Choice.FOR))
    close_ballot(ballot, actor=steered.PROJECT, at=at)
    assert project.post(lift, typed).status_code == 302 and fresh(office).stage == Stage.TRAINING


@pytest.mark.django_db(transaction=True)
def test_of_two_who_lift_it_at_once_one_wins(held, tmp_path):
    first, second = fresh(held), fresh(held)
    ended, stage = at_once(tmp_path, lambda: resume(first, SPONSOR), lambda: resume(second, SPONSOR), then=lambda: fresh(held).stage)
    assert sorted(type(one).__name__ for one in ended) == ["Conflict", "StageChange"] and stage == Stage.TRAINING


def test_where_the_charter_names_who_sends_back_the_project_office_does_not(office, version, signed_in):
    boss = steered.sponsor()
    steered.signed(boss)
    at = steered.NOW
    shown = OfficeRollout.objects.select_related("office", "wave__programme").get(pk=office.pk)
    with pytest.raises(Refused) as refused:
        actions.move(shown, Stage.PREPARING, on=steered.TODAY, actor=PROJECT, at=at, reason="quietly")
    assert any("charter names who sends" in reason for reason in refused.value.reasons)
    assert fresh(office).stage == Stage.TRAINING
