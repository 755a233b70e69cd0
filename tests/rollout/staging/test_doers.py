"""Who did the work of a roll-back: by name to who may know names, else by the role of that day and the pseudonym."""

from __future__ import annotations

from datetime import timedelta

import pytest

from governance.core.actor import Actor, Grant
from governance.core.roles import Role
from governance.organisation.models import Account
from rollout.staging import actions
from rollout.staging.doers import doers
from rollout.staging.models import Rollback, RollbackStepDone
from rollout.staging.plan import actions as plan
from rollout.staging.stages import Stage
from tests import company
from tests.rollout.staging import gated
from tests.rollout.staging.gated import NOW, PROJECT

SPONSOR, READER = Actor("s", grants=(Grant(Role.SPONSOR),)), Actor("p", grants=(Grant(Role.PROJECT_OFFICE),))


@pytest.fixture
def rollback(programme, waves, figure):
    gated.gate(programme, Stage.CANDIDATE)
    office = company.in_rollout(company.office("HARBOUR"), waves[0], Stage.PREPARING)
    actions.move(office, Stage.CANDIDATE, on=NOW.date(), actor=PROJECT, at=NOW, reason="Data lost")
    return Rollback.objects.get()


def done_by(rollback: Rollback, *roles: Role) -> tuple[RollbackStepDone, Account]:
    account = company.account(*roles)
    grants = (Grant(Role.PROJECT_OFFICE),)
    actor = Actor(account.person.pseudonym, account.pk, account.person.pk, grants)
    step = rollback.steps.filter(done__isnull=True).order_by("place").first()
    return actions.complete_step(step, actor=actor, at=NOW, reason="Told them"), account


def said(row: RollbackStepDone, reader: Actor) -> tuple[str, bool]:
    found = doers([row], reader)[row.pk]
    return found.said, found.unnamed


@pytest.mark.parametrize(
    ("roles", "word"),
    [
        ((Role.PROJECT_OFFICE,), "Project office"),
        ((Role.OFFICE_HEAD,), "Office head"),
        ((Role.OFFICE_HEAD, Role.PROJECT_OFFICE), "Project office"),
    ],
)
def test_who_may_not_know_names_reads_role_and_pseudonym(rollback, roles, word):
    row, account = done_by(rollback, *roles)
    assert said(row, SPONSOR) == (f"{word} ({account.person.pseudonym})", True)


def test_who_may_know_names_reads_the_name(rollback):
    row, account = done_by(rollback, Role.PROJECT_OFFICE)
    assert said(row, READER) == (str(account.person), False)


def test_a_role_given_later_is_not_the_role_of_that_day(rollback):
    row, account = done_by(rollback)
    company.role(account.person, Role.PROJECT_OFFICE, recorded_at=NOW + timedelta(hours=1))
    assert said(row, SPONSOR) == (account.person.pseudonym, True)


def test_an_erased_name_is_a_pseudonym_to_everybody_without_a_word_of_rights(rollback):
    row, account = done_by(rollback, Role.PROJECT_OFFICE)
    account.person.identity.delete()
    assert said(row, READER) == (account.person.pseudonym, False)


def test_queries_do_not_grow_with_the_steps(rollback, django_assert_num_queries):
    rows = [done_by(rollback, Role.PROJECT_OFFICE)[0] for _place in range(4)]
    for some in (rows[:1], rows):
        with django_assert_num_queries(3):
            doers(some, SPONSOR)


def test_the_page_says_it_to_the_sponsor_and_names_people_to_the_project_office(rollback, signed_in):
    _row, account = done_by(rollback, Role.PROJECT_OFFICE)
    address = f"/rollout/rollbacks/{rollback.pk}/"
    page = signed_in(Role.SPONSOR).get(address).content.decode()
    assert f"Project office ({account.person.pseudonym})" in page and "do not include the names of people" in page
    page = signed_in(Role.PROJECT_OFFICE).get(address).content.decode()
    assert str(account.person) in page and "do not include the names of people" not in page


def test_a_sponsor_reads_the_role_beside_every_move_of_office_and_plan(rollback, signed_in):
    account = company.account(Role.PROJECT_OFFICE)
    actor, rollout = Actor(account.person.pseudonym, account.pk, account.person.pk, (Grant(Role.PROJECT_OFFICE),)), rollback.rollout
    actions.move(rollout, Stage.HELD, on=NOW.date(), actor=actor, at=NOW, reason="The head left")
    plan.plan_dates(rollout, {Stage.LIVE: NOW.date()}, actor=actor, at=NOW, reason="As agreed")
    plan.take_baseline(rollout.wave.programme, "First", actor=actor, at=NOW, reason="Agreed")
    client, known = signed_in(Role.SPONSOR), f"Project office ({account.person.pseudonym})"
    for path in (f"offices/{rollout.office_id}/", f"plan/offices/{rollout.office_id}/", "plan/baselines/"):
        assert known in client.get(f"/rollout/{path}").content.decode(), path
