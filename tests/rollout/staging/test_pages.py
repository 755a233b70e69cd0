"""The pages of the programme: the board, an office with its moves and why not, the forms that lose nothing typed."""

from datetime import date

import pytest
from django.utils import timezone

from governance.core import written
from governance.core.roles import Role
from governance.organisation.models import Account
from rollout.staging import selectors
from rollout.staging.models import OfficeRollout, PilotWithdrawal, Programme, StageChange
from rollout.staging.stages import Stage
from tests import company


@pytest.fixture
def project(signed_in):
    return signed_in(Role.PROJECT_OFFICE)


def text(response):
    return response.content.decode()


def test_before_the_programme_the_page_says_what_to_do_first(project, signed_in):
    assert "Set up the programme" in text(project.get("/rollout/"))
    assert "The project office sets it up" in text(signed_in(Role.SPONSOR).get("/rollout/"))


def test_setting_up_shows_a_wrong_entry_beside_its_field_and_keeps_what_was_typed(project):
    page = project.post("/rollout/set-up/", {"code": "crm", "name": "CRM for all", "starts_on": "soon", "capacity": 3, "grace_days": 14})
    assert "CRM for all" in text(page) and "field-starts_on" in text(page) and not Programme.objects.exists()
    page = project.post("/rollout/set-up/", {"code": "crm", "name": "CRM", "starts_on": "2026-06-01", "capacity": 3, "grace_days": 14})
    assert page.status_code == 302 and Programme.objects.get().capacity == 3


def test_the_board_shows_every_office_in_its_stage(project, pilot, other, walk):
    walk(pilot, Stage.LIVE)
    page = text(project.get("/rollout/"))
    live = page.split('aria-labelledby="stage-live"')[1].split("</section>")[0]
    assert "Pilot" in live and "Other" not in live
    assert "1 of 2</strong> offices are live. 0 of 1 pilots are stabilised" in page


def test_the_board_of_one_wave_shows_only_its_offices(project, pilot, other):
    page = text(project.get("/rollout/?wave=1"))
    assert "Other" in page and f"/rollout/offices/{pilot.office_id}/" not in page


def test_the_board_as_known_earlier_shows_what_the_record_held_then(project, pilot, walk):
    walk(pilot, Stage.LIVE)
    page = text(project.get("/rollout/?known_at=2026-05-31"))
    assert "As known on" in page and "<strong>0 of 1</strong>" in page
    assert project.get("/rollout/?known_at=yesterday").status_code == 422


@pytest.mark.parametrize("role", [Role.VENDOR, Role.STAFF])
def test_outsiders_and_staff_do_not_see_the_programme(signed_in, pilot, role):
    assert signed_in(role).get("/rollout/").status_code == 403


def test_an_office_page_says_why_a_move_is_not_allowed(project, pilot, other, walk):
    walk(other, Stage.PREPARING)
    page = text(project.get(f"/rollout/offices/{other.office_id}/"))
    assert "Pilot office Pilot is not stabilised yet" in page
    assert f"/rollout/offices/{other.office_id}/move/training/" not in page
    assert f"/rollout/offices/{other.office_id}/move/held/" in page


def test_a_reader_sees_the_moves_but_no_button(signed_in, pilot):
    page = text(signed_in(Role.AUDITOR).get(f"/rollout/offices/{pilot.office_id}/"))
    assert "Move to “Preparing”" in page and "/move/preparing/" not in page


def test_a_move_is_made_by_its_form(project, pilot):
    url = f"/rollout/offices/{pilot.office_id}/move/preparing/"
    assert 'value="candidate:"' in text(project.get(url))
    today = timezone.localdate().isoformat()
    response = project.post(url, {"on": today, "reason": "Charter signed", "seen": "candidate:"})
    assert response.status_code == 302
    change = StageChange.objects.get()
    assert (change.to_stage, change.reason, change.username) == ("preparing", "Charter signed", Account.objects.get().person.pseudonym)


def test_who_opened_the_form_before_another_moved_the_office_is_told(project, pilot, walk):
    walk(pilot, Stage.TRAINING)
    url = f"/rollout/offices/{pilot.office_id}/move/preparing/"
    response = project.post(url, {"on": timezone.localdate().isoformat(), "seen": "candidate:"})
    assert response.status_code == 409 and "has been moved meanwhile" in text(response)


def test_a_refused_move_gives_its_reasons_and_keeps_what_was_typed(project, pilot, other, walk):
    walk(other, Stage.PREPARING)
    url = f"/rollout/offices/{other.office_id}/move/training/"
    page = text(project.post(url, {"on": timezone.localdate().isoformat(), "reason": "They are keen", "seen": "preparing:"}))
    assert "not stabilised yet" in page and "They are keen" in page
    assert OfficeRollout.objects.get(pk=other.pk).stage == Stage.PREPARING


def test_a_hold_without_a_reason_is_asked_for_it_beside_the_field(project, pilot):
    url = f"/rollout/offices/{pilot.office_id}/move/held/"
    page = text(project.post(url, {"on": timezone.localdate().isoformat(), "seen": "candidate:"}))
    assert 'id="field-reason"' in page and not StageChange.objects.exists()


def test_the_sponsor_withdraws_a_pilot_and_the_project_office_cannot(project, signed_in, pilot, waves):
    second = company.in_rollout(company.office("SECOND"), waves[0])
    url = f"/rollout/offices/{second.office_id}/withdraw/"
    form = {"on": timezone.localdate().isoformat(), "reason": "Office closes"}
    assert project.post(url, form).status_code == 403 and not PilotWithdrawal.objects.exists()
    assert signed_in(Role.SPONSOR).post(url, form).status_code == 302 and PilotWithdrawal.objects.exists()


def test_past_dates_are_entered_in_the_grid(project, other):
    page = text(project.get("/rollout/past/?wave=1"))
    assert f'name="{other.office_id}-live"' in page
    response = project.post("/rollout/past/?wave=1", {f"{other.office_id}-live": "2025-05-04", "reason": "Old plan"})
    assert response.status_code == 302 and selectors.go_live_dates() == {other.office_id: date(2025, 5, 4)}


def test_a_wrong_date_in_the_grid_is_named_beside_its_cell_and_stays(project, other):
    typed = {f"{other.office_id}-live": "2025-05-04", f"{other.office_id}-training": "2025-09-01"}
    page = text(project.post("/rollout/past/?wave=1", typed))
    assert "would come after" in page and 'value="2025-09-01"' in page and 'value="2025-05-04"' in page
    assert not StageChange.objects.exists()
    page = text(project.post("/rollout/past/?wave=1", {f"{other.office_id}-live": "May"}))
    assert "This is no date" in page and 'value="May"' in page
    page = text(project.post("/rollout/past/?wave=1", {f"{other.office_id}-live": "0202-05-04"}))
    assert "Check the year" in page and 'value="0202-05-04"' in page and not StageChange.objects.exists()


def test_a_date_is_corrected_and_a_row_taken_back_on_their_pages(project, other):
    project.post("/rollout/past/?wave=1", {f"{other.office_id}-live": "2025-05-04"})
    row = StageChange.objects.get()
    assert project.post(f"/rollout/changes/{row.pk}/correct/", {"on": "2025-05-11", "reason": "Misread"}).status_code == 302
    page = text(project.get(f"/rollout/offices/{other.office_id}/"))
    assert "<s>4 May 2025</s>" in page and "11 May 2025" in page
    new = StageChange.objects.get(corrects=row)
    assert project.post(f"/rollout/changes/{new.pk}/take-back/", {"reason": "Another office"}).status_code == 302
    assert selectors.go_live_dates() == {}


def test_waves_are_added_renamed_and_filled(project, waves):
    office = company.office("EAST")
    assert project.post("/rollout/waves/add/", {"name": "East"}).status_code == 302
    assert project.post(f"/rollout/waves/{waves[1].pk}/", {"name": "North", "planned_live_on": "2026-09-01"}).status_code == 302
    assert project.post("/rollout/place/", {"wave": waves[1].pk, "offices": [office.pk]}).status_code == 302
    page = text(project.get("/rollout/waves/"))
    assert "Wave 1: North" in page and "Wave 3: East" in page and "East" in page and written.day(date(2026, 9, 1)) in page


def test_placing_is_all_or_nothing(project, pilot, waves, walk):
    walk(pilot, Stage.TRAINING)
    offices = [company.office() for _ in range(2)]
    page = text(project.post("/rollout/place/", {"wave": waves[0].pk, "offices": [office.pk for office in offices]}))
    assert "pilots stay as they are" in page and OfficeRollout.objects.count() == 1


def test_an_office_changes_its_wave_on_its_page(project, other, waves):
    response = project.post(f"/rollout/offices/{other.office_id}/wave/", {"wave": waves[2].pk, "planned_live_on": "2026-09-01"})
    assert response.status_code == 302
    other.refresh_from_db()
    assert (other.wave, other.planned) == (waves[2], date(2026, 9, 1))


def test_the_table_of_moves_is_open_to_read_and_to_export(signed_in, programme):
    client = signed_in(Role.OFFICE_HEAD, office=company.office())
    assert "a move that is not in this table" in text(client.get("/rollout/moves/")).lower()
    exported = client.get("/rollout/moves/?export=csv")
    assert exported.status_code in (200, 302)


def test_the_board_takes_the_same_number_of_queries_for_any_number_of_offices(project, waves, django_assert_max_num_queries):
    for _ in range(12):
        company.in_rollout(company.office(), waves[1], Stage.LIVE, live_on=date(2026, 5, 1))
    with django_assert_max_num_queries(28):
        project.get("/rollout/")


@pytest.mark.parametrize("wave", ["²", "9" * 5000, "-1", "x"])
def test_a_wave_that_is_none_shows_all_offices(pilot, signed_in, wave):
    assert str(pilot.office) in signed_in(Role.AUDITOR).get("/rollout/", {"wave": wave}).content.decode()
