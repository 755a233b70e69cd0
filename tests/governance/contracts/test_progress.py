"""The weekly assessment of progress: two words, one final figure that nobody overrules."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal as D

import pytest
from django.test import Client
from django.urls import reverse

from governance.contracts import scorecards
from governance.contracts.actions.progressing import report_progress, settle_progress
from governance.contracts.models import Milestone, ProgressAssessment
from governance.contracts.progress import Week, weeks
from governance.contracts.states import ContractState
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.roles import Role
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW

pytestmark = pytest.mark.django_db
PROJECT, DIRECTOR = dealing.actor(Role.PROJECT_OFFICE), dealing.actor(Role.PROJECT_DIRECTOR)
THURSDAY, MONDAY = date(2026, 6, 25), date(2026, 6, 22)


@pytest.fixture
def trial() -> Milestone:
    return dealing.milestone(dealing.contract())


def report(milestone: Milestone, percent: int, actor: Actor = PROJECT, week: date = THURSDAY) -> ProgressAssessment:
    return report_progress(milestone, week=week, percent=D(percent), actor=actor, at=NOW)


def settle(milestone: Milestone, percent: int, actor: Actor = DIRECTOR, week: date = THURSDAY) -> ProgressAssessment:
    return settle_progress(milestone, week=week, percent=D(percent), actor=actor, at=NOW, reason="seen on site")


def test_both_sides_report_and_the_director_settles(trial: Milestone) -> None:
    report(trial, 90, dealing.vendor_actor(trial.contract.vendor))
    report(trial, 60)
    settle(trial, 70)
    assert weeks(trial.progress.all()) == [Week(MONDAY, D(90), D(60), D(70), DIRECTOR.username)]


def test_a_later_word_of_the_same_side_corrects_the_week(trial: Milestone) -> None:
    report(trial, 60)
    report(trial, 65)
    assert weeks(trial.progress.all()) == [Week(MONDAY, office=D(65))]


def test_nobody_overrules_the_final_figure(trial: Milestone) -> None:
    settle(trial, 70)
    with pytest.raises(Conflict, match="nobody overrules"):
        settle(trial, 80)
    with pytest.raises(Conflict, match="nobody overrules"):
        report(trial, 80)
    report(trial, 80, week=date(2026, 6, 29))
    assert weeks(trial.progress.all())[1] == Week(MONDAY, final=D(70), final_by=DIRECTOR.username)


def test_only_the_director_settles_and_no_other_vendor_reports(trial: Milestone) -> None:
    with pytest.raises(NotAllowed):
        settle(trial, 70, PROJECT)
    with pytest.raises(NotAllowed):
        report(trial, 70, DIRECTOR)
    with pytest.raises(NotAllowed):
        report(trial, 70, dealing.vendor_actor(dealing.vendor()))
    assert not ProgressAssessment.objects.exists()


def test_a_week_to_come_or_a_share_past_100_is_refused(trial: Milestone) -> None:
    with pytest.raises(InvalidInput):
        report(trial, 10, week=date(2026, 7, 6))
    with pytest.raises(InvalidInput):
        settle(trial, 101)


def test_only_a_contract_in_force_is_assessed(trial: Milestone) -> None:
    trial.contract.state = ContractState.DRAFT
    with pytest.raises(Refused):
        report(trial, 10)


def test_each_word_is_logged_once_with_its_reason(trial: Milestone) -> None:
    settle(trial, 70)
    row = ProgressAssessment.objects.get()
    assert (row.username, row.reason, row.recorded_at) == (DIRECTOR.username, "seen on site", NOW)


def test_the_scorecard_takes_the_latest_final_figure(trial: Milestone) -> None:
    other = dealing.milestone(trial.contract)
    settle(trial, 40, week=date(2026, 6, 15))
    settle(trial, 70)
    report(other, 30)
    assert {line["label"]: line["done"] for line in scorecards.figures(trial.contract, dealing.TODAY)["milestones"]} == {
        str(trial): D(70),
        str(other): None,
    }


def test_the_page_shows_it_and_takes_it(signed_in: Callable[..., Client], trial: Milestone) -> None:
    office, director = signed_in(Role.PROJECT_OFFICE), signed_in(Role.PROJECT_DIRECTOR)
    page = reverse("contracts:milestone", args=[trial.pk])
    assert office.post(reverse("contracts:progress", args=[trial.pk]), {"week": "2026-06-25", "percent": "60"}).status_code == 302
    final = reverse("contracts:progress_final", args=[trial.pk])
    assert 'value="60.00"' in director.get(final).content.decode()
    assert office.get(final).status_code == 403
    assert director.post(final, {"week": "2026-06-25", "percent": "70", "reason": "seen"}).status_code == 302
    again = director.post(final, {"week": "2026-06-25", "percent": "80", "reason": "seen"}).content.decode()
    assert "nobody overrules it" in again and 'value="80"' in again
    shown = office.get(page).content.decode()
    assert "60 %" in shown and "<strong>70 %</strong>" in shown
