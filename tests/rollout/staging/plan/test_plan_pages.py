"""The pages of the plan: board, one office, slip, baselines; refusals lose nothing typed; queries do not grow with offices."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from governance.core.roles import Role
from rollout.staging.models import Baseline, OfficeRollout, PlannedDate
from rollout.staging.plan import actions, selectors
from rollout.staging.stages import Stage
from tests import company
from tests.query_counts import counted

TODAY = timezone.localdate()
SOON, LATER = TODAY + timedelta(days=40), TODAY + timedelta(days=80)
JSON = {"headers": {"accept": "application/json"}}


@pytest.fixture
def project(signed_in):
    return signed_in(Role.PROJECT_OFFICE)


@pytest.fixture
def plan(project_office):
    def plan(rollout, **dates):
        given = {Stage(stage): on for stage, on in dates.items()}
        return actions.plan_dates(rollout, given, actor=project_office, at=timezone.now(), reason="First plan")

    return plan


@pytest.fixture
def keep(programme, project_office):
    def keep(name):
        return actions.take_baseline(programme, name, actor=project_office, at=timezone.now(), reason="Signed")

    return keep


def text(response):
    return response.content.decode()


def move_url(rollout):
    return f"/rollout/plan/offices/{rollout.office_id}/move/"


def test_before_there_is_a_programme_every_page_says_so(project, db):
    for page in ("", "slip/", "baselines/", "baselines/compare/", "forecast/"):
        assert "Set up the programme" in text(project.get(f"/rollout/plan/{page}"))


def test_the_board_lays_offices_out_by_wave_and_month(project, other, third, plan):
    plan(other, live=SOON)
    page = text(project.get("/rollout/plan/"))
    cell = page.split('data-name="Wave 1"')[1].split(f'data-key="{SOON.replace(day=1)}"')[1].split("</td>")[0]
    assert "Other" in cell and "Third" not in cell
    assert "Third" in page.split('data-name="Wave 2"')[1].split('data-key="before"')[0]


def test_another_stage_can_be_laid_out(project, other, plan):
    plan(other, training=SOON, live=LATER)
    page = text(project.get("/rollout/plan/?stage=training"))
    assert "Other" in page.split('data-name="Wave 1"')[1].split(f'data-key="{SOON.replace(day=1)}"')[1].split("</td>")[0]


def test_a_month_beyond_what_the_team_can_carry_is_marked(project, waves, plan, programme):
    for number in range(3):
        plan(company.in_rollout(company.office(f"B{number}"), waves[1]), training=SOON, live=LATER)
    page = text(project.get("/rollout/plan/"))
    assert "3 of 2" in page and "beyond the 2 offices" in page


def test_the_slip_stands_on_the_card(project, other, plan, keep):
    plan(other, live=SOON)
    keep("First")
    plan(other, live=SOON + timedelta(days=10))
    assert "+10" in text(project.get("/rollout/plan/"))


def test_a_move_by_the_script_answers_with_the_new_board(project, other, waves, plan):
    plan(other, live=SOON)
    form = {"wave": waves[2].pk, "stage": "live", "on": LATER.isoformat(), "reason": "The hall is free", "seen": ""}
    answer = json.loads(project.post(move_url(other), form, **JSON).content)
    assert "Other is now in “Wave 2”" in answer["said"] and f'data-key="{LATER.replace(day=1)}"' in answer["board"]
    fresh = OfficeRollout.objects.get(pk=other.pk)
    assert (fresh.wave, fresh.planned_live_on) == (waves[2], LATER)


def test_a_move_without_the_script_comes_back_to_the_board(project, other, waves):
    response = project.post(move_url(other), {"wave": waves[1].pk, "stage": "live", "on": SOON.isoformat(), "reason": "Agreed"})
    assert response.status_code == 302 and PlannedDate.objects.get().reason == "Agreed"


def test_the_reason_last_given_is_offered_again(project, other, waves):
    project.post(move_url(other), {"wave": waves[1].pk, "stage": "live", "on": SOON.isoformat(), "reason": "Moved after the fair"})
    assert "Moved after the fair" in text(project.get("/rollout/plan/"))


def test_who_saw_an_older_board_is_told(project, other, waves, plan):
    saw = actions.seen(selectors.plan_of(other, TODAY))
    plan(other, live=SOON)
    form = {"wave": waves[1].pk, "stage": "live", "on": LATER.isoformat(), "reason": "Mine", "seen": saw}
    response = project.post(move_url(other), form, **JSON)
    answer = json.loads(response.content)
    assert response.status_code == 409 and answer["conflict"] and answer["reasons"] == ["First plan"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"wave": "99999"},
        {"wave": "x' OR 1=1"},
        {"stage": "candidate"},
        {"stage": "<script>"},
        {"on": "31-31-31"},
        {"on": "9999-99-99"},
        {"on": "0001-01-01"},
        {"on": "9999-12-31"},
        {"reason": " "},
        {"reason": "x" * 5000},
    ],
)
def test_what_cannot_be_used_is_refused_in_words_and_changes_nothing(project, other, waves, wrong):
    form = {"wave": waves[1].pk, "stage": "live", "on": SOON.isoformat(), "reason": "Why", **wrong}
    response = project.post(move_url(other), form, **JSON)
    assert response.status_code == 422 and json.loads(response.content)["message"]
    assert not PlannedDate.objects.exists()


def test_readers_see_the_board_and_cannot_move(signed_in, other, waves):
    reader = signed_in(Role.AUDITOR)
    page = text(reader.get("/rollout/plan/"))
    assert "Other" in page and "data-move" not in page and "plan.js" not in page
    assert reader.post(move_url(other), {"wave": waves[1].pk, "stage": "live", "reason": "No"}).status_code == 403


@pytest.mark.parametrize("role", [Role.STAFF, Role.VENDOR])
def test_outsiders_do_not_see_the_plan(signed_in, other, role):
    client = signed_in(role)
    assert {client.get(f"/rollout/plan/{page}").status_code for page in ("", "slip/", "forecast/", "calendar/")} == {403}


def test_the_page_of_an_office_shows_its_dates_and_why_they_changed(project, other, plan, keep):
    plan(other, live=SOON)
    keep("First")
    plan(other, live=SOON + timedelta(days=12))
    page = text(project.get(f"/rollout/plan/offices/{other.office_id}/"))
    assert "+12" in page and "First plan" in page and "against “First”" in page


def test_dates_are_changed_by_the_form_and_a_refusal_keeps_what_was_typed(project, other):
    url = f"/rollout/plan/offices/{other.office_id}/change/"
    assert 'name="training"' in text(project.get(url))
    page = text(project.post(url, {"training": LATER.isoformat(), "live": SOON.isoformat(), "reason": "As agreed"}))
    assert "would begin before" in page and "As agreed" in page and 'id="field-live"' in page
    assert project.post(url, {"training": SOON.isoformat(), "live": LATER.isoformat(), "reason": "As agreed"}).status_code == 302
    assert PlannedDate.objects.count() == 2


def test_a_baseline_is_kept_and_slip_shown_against_any(project, other, plan):
    assert "No baseline yet" in text(project.get("/rollout/plan/baselines/"))
    plan(other, live=SOON)
    assert project.post("/rollout/plan/baselines/keep/", {"name": "First", "reason": "Signed"}).status_code == 302
    plan(other, live=LATER)
    project.post("/rollout/plan/baselines/keep/", {"name": "Second", "reason": "Planned anew"})
    first = Baseline.objects.get(name="First")
    assert "40 days" in text(project.get(f"/rollout/plan/slip/?baseline={first.pk}"))
    assert "0 of 1" in text(project.get("/rollout/plan/slip/"))
    again = text(project.post("/rollout/plan/baselines/keep/", {"name": "First", "reason": "Typed by hand"}))
    assert "already" in again and "Typed by hand" in again


def test_two_baselines_are_compared_and_exported(project, other, third, plan, keep):
    plan(other, live=SOON)
    plan(third, live=SOON)
    keep("First")
    plan(other, live=LATER)
    keep("Second")
    page = text(project.get("/rollout/plan/baselines/compare/"))
    assert "From “First” to “Second”" in page and "+40" in page and "Third" not in page
    assert "Third" in text(project.get("/rollout/plan/baselines/compare/?all=1"))
    exported = b"".join(project.get("/rollout/plan/baselines/compare/?export=csv")).decode("utf-8-sig")
    assert "Other" in exported and "40" in exported


def test_the_plan_as_known_earlier(project, other, plan):
    plan(other, live=SOON)
    page = text(project.get("/rollout/plan/?known_at=2026-01-05"))
    assert "As known on" in page and "data-move" not in page


@pytest.mark.parametrize("count", [33, 330])
def test_the_board_takes_the_same_queries_at_any_size(project, programme, waves, keep, count):
    for number in range(count):
        rollout = company.in_rollout(company.office(f"N{number}"), waves[number % 3])
        OfficeRollout.objects.filter(pk=rollout.pk).update(planned_live_on=SOON)
    keep("First")
    project.get("/rollout/plan/")
    with counted("plan board"):
        assert project.get("/rollout/plan/").status_code == 200
    with counted("slip of every office and stage"):
        assert project.get("/rollout/plan/slip/").status_code == 200
