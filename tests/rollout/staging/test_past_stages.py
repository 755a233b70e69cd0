"""A programme already under way is entered with its past dates; a wrong one is corrected or taken back, never overwritten."""

from datetime import UTC, date, datetime

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.roles import Role
from rollout.staging import actions, selectors
from rollout.staging.models import OfficeRollout, Placement, StageChange
from rollout.staging.past import PastRow
from rollout.staging.stages import Stage
from tests import company

LATER = datetime(2026, 6, 20, tzinfo=UTC)
IN_MAY, IN_APRIL = date(2025, 5, 4), date(2025, 4, 7)


@pytest.fixture
def enter(programme, waves, project_office):
    def enter(*rows, actor=project_office, at=company.NOW):
        listed = [PastRow(number, *row) for number, row in enumerate(rows, start=2)]
        return actions.enter_past_stages(listed, programme=programme, actor=actor, at=at, reason="From the old plan")

    return enter


@pytest.fixture
def office(waves):
    return company.in_rollout(company.office("NORTH"), waves[1]).office


def test_past_dates_put_the_office_where_it_stands(office, enter):
    result = enter((office.pk, Stage.TRAINING, IN_APRIL), (office.pk, Stage.LIVE, IN_MAY))
    assert (result.added, result.corrected, result.unchanged) == (2, 0, 0)
    assert OfficeRollout.objects.get(office=office).stage == Stage.LIVE
    assert selectors.go_live_dates() == {office.pk: IN_MAY}


def test_they_are_kept_as_history_with_who_when_and_why(office, enter):
    enter((office.pk, Stage.LIVE, IN_MAY))
    row = StageChange.objects.get()
    assert (row.past, row.username, row.reason, row.recorded_at) == (True, "mei", "From the old plan", company.NOW)


def test_history_may_break_the_rule_and_is_shown_as_such_but_new_moves_are_held_to_it(office, pilot, other, enter, walk):
    enter((office.pk, Stage.LIVE, IN_MAY))
    (breach,) = selectors.record_breaches()
    assert (breach.office_id, breach.waiting_for) == (office.pk, (pilot.office_id,))
    walk(other, Stage.PREPARING)
    with pytest.raises(Refused, match="not stabilised"):
        walk(other, Stage.TRAINING)


def test_history_that_keeps_the_rule_is_not_flagged(office, pilot, enter):
    enter((pilot.office_id, Stage.STABILISED, IN_APRIL), (office.pk, Stage.LIVE, IN_MAY))
    assert selectors.record_breaches() == []


def test_the_same_rows_twice_change_nothing(office, enter):
    enter((office.pk, Stage.LIVE, IN_MAY))
    assert enter((office.pk, Stage.LIVE, IN_MAY)).unchanged == 1
    assert StageChange.objects.count() == 1


def test_a_new_date_corrects_and_the_old_one_is_still_known_as_of_then(office, enter):
    enter((office.pk, Stage.LIVE, IN_MAY))
    assert enter((office.pk, Stage.LIVE, IN_APRIL), at=LATER).corrected == 1
    assert selectors.go_live_dates() == {office.pk: IN_APRIL}
    assert selectors.go_live_dates(company.NOW) == {office.pk: IN_MAY}


def test_offices_in_no_wave_are_placed_where_the_row_names_one(enter):
    fresh = company.office("FRESH")
    assert enter((fresh.pk, Stage.LIVE, IN_MAY, "", 0)).placed == 1
    assert Placement.objects.get().rollout.office == fresh and selectors.pilot_offices() == [fresh.pk]


def test_an_office_in_no_wave_without_a_named_wave_is_a_problem_of_its_row(enter):
    with pytest.raises(InvalidInput) as refused:
        enter((company.office().pk, Stage.LIVE, IN_MAY), (company.office().pk, Stage.LIVE, IN_MAY, "", 9))
    assert sorted(refused.value.fields) == ["2.wave", "3.wave"] and not OfficeRollout.objects.exists()


def test_one_bad_row_and_nothing_is_entered(office, enter):
    with pytest.raises(InvalidInput) as refused:
        enter((office.pk, Stage.LIVE, IN_MAY), (company.office("FRESH").pk, Stage.LIVE, date(2026, 1, 5), "", 1))
    assert list(refused.value.fields) == ["3.date"]
    assert not StageChange.objects.exists() and OfficeRollout.objects.count() == 1


def test_only_the_project_office_enters_history(office, enter, auditor, sponsor):
    for actor in (auditor, sponsor):
        with pytest.raises(NotAllowed):
            enter((office.pk, Stage.LIVE, IN_MAY), actor=actor)


@pytest.fixture
def walked(office, enter):
    """The rows of an office that trained in April and went live in May."""
    enter((office.pk, Stage.TRAINING, IN_APRIL), (office.pk, Stage.LIVE, IN_MAY))
    return list(StageChange.objects.order_by("on"))


def test_a_date_is_corrected_with_a_reason(walked, project_office):
    new = actions.correct_date(walked[1], on=date(2025, 5, 11), actor=project_office, at=LATER, reason="Misread")
    assert (new.corrects, new.past, new.reason) == (walked[1], True, "Misread")
    assert selectors.go_live_dates() == {new.rollout.office_id: date(2025, 5, 11)}


@pytest.mark.parametrize(
    ("place", "on", "message"),
    [
        (1, date(2025, 4, 6), "stage before on"),
        (0, date(2025, 5, 5), "next stage on"),
        (1, date(2026, 1, 5), "same side"),
        (1, date(2027, 1, 1), "not come yet"),
    ],
)
def test_a_corrected_date_keeps_the_order(walked, project_office, place, on, message):
    with pytest.raises(InvalidInput, match=message) as refused:
        actions.correct_date(walked[place], on=on, actor=project_office, at=LATER, reason="Misread")
    assert "on" in refused.value.fields and StageChange.objects.count() == 2


def test_a_date_is_corrected_once_by_one_person(walked, project_office, auditor):
    with pytest.raises(NotAllowed):
        actions.correct_date(walked[1], on=IN_MAY, actor=auditor, at=LATER, reason="Misread")
    with pytest.raises(InvalidInput):
        actions.correct_date(walked[1], on=IN_MAY, actor=project_office, at=LATER, reason=" ")
    actions.correct_date(walked[1], on=date(2025, 5, 11), actor=project_office, at=LATER, reason="Misread")
    with pytest.raises(Conflict):
        actions.correct_date(walked[1], on=date(2025, 5, 12), actor=project_office, at=LATER, reason="Again")


def test_a_row_that_never_was_is_taken_back(walked, project_office):
    actions.take_back(walked[1], actor=project_office, at=LATER, reason="Another office")
    rollout = OfficeRollout.objects.get(pk=walked[1].rollout_id)
    assert rollout.stage == Stage.TRAINING and selectors.go_live_dates() == {}
    assert selectors.go_live_dates(company.NOW) == {rollout.office_id: IN_MAY}


def test_a_move_made_here_is_not_taken_back(walked, project_office):
    rollout = OfficeRollout.objects.get(pk=walked[1].rollout_id)
    made = actions.move(rollout, Stage.STABILISED, on=date(2026, 6, 1), actor=project_office, at=company.NOW)
    with pytest.raises(Refused, match="rolled back"):
        actions.take_back(made, actor=project_office, at=LATER, reason="Mistake")
    with pytest.raises(Refused, match="must stand"):
        actions.take_back(walked[1], actor=project_office, at=LATER, reason="Mistake")


def test_the_record_itself_refuses_to_be_changed(walked):
    with pytest.raises(RuntimeError, match="append-only"):
        walked[0].save()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/rollout/past/", "/rollout/waves/", "/rollout/place/"])
def test_without_a_programme_the_page_leads_to_setting_one_up(signed_in, path):
    response = signed_in(Role.PROJECT_OFFICE).get(path)
    assert response.status_code == 200 and "/rollout/set-up/" in response.content.decode()
