"""Past stage dates from a file: previewed, applied whole or not at all, the same file twice changes nothing."""

from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from governance.core.errors import NotAllowed, Refused
from governance.core.imports import actions
from governance.core.imports.importer import importer
from rollout.staging import selectors
from rollout.staging.models import StageChange
from rollout.staging.stages import Stage
from tests import company


@pytest.fixture
def north(waves):
    return company.in_rollout(company.office("NORTH", name="North", name_zh="北京"), waves[1]).office


@pytest.fixture
def send(project_office):
    """`send("office,date", "NORTH,2025-05-04")` previews a file; nothing is changed yet."""

    def send(*lines, actor=project_office):
        content = BytesIO("\n".join(lines).encode())
        return actions.receive(importer("past-stages"), content, name="past.csv", actor=actor, at=company.NOW)

    return send


def apply(batch, actor):
    return actions.apply(batch, actor=actor, at=company.NOW, reason="")


def said(batch):
    return [(problem["row"], problem["message"]) for problem in batch.preview["problems"]]


def test_an_office_and_its_go_live_date_are_enough(north, send, project_office):
    batch = send("office,go-live date", "NORTH,2025-05-04")
    assert batch.counts["creates"] == 1 and not StageChange.objects.exists()
    apply(batch, project_office)
    assert selectors.go_live_dates() == {north.pk: date(2025, 5, 4)}
    assert StageChange.objects.get().reason == "past.csv"


@pytest.mark.parametrize("stage", ["training", "Training", "TRAINING"])
@pytest.mark.parametrize("name", ["NORTH", "north", "北京"])
def test_offices_and_stages_are_known_by_their_names(north, send, project_office, name, stage):
    apply(send("office,stage,date", f"{name},{stage},2025-05-04"), project_office)
    assert StageChange.objects.get().to_stage == Stage.TRAINING


def test_the_same_file_twice_changes_nothing(north, send, project_office):
    for _time in range(2):
        apply(send("office,date", "NORTH,2025-05-04"), project_office)
    assert StageChange.objects.count() == 1


def test_another_date_is_shown_as_a_correction(north, send, project_office):
    apply(send("office,date", "NORTH,2025-05-04"), project_office)
    batch = send("office,date", "NORTH,2025-05-11")
    assert (batch.counts["creates"], batch.counts["updates"]) == (0, 1)


def test_each_row_that_cannot_be_used_says_why_and_nothing_is_entered(north, waves, send, project_office):
    company.office("SOUTH")
    lines = ["NORTH,live,2025-05-04,", "SOUTH,live,2025-05-04,", "MARS,live,2025-05-04,1", "NORTH,training,2026-02-01,"]
    batch = send("office,stage,date,wave", *lines)
    words = ("no wave yet", "no confirmed office", "make a move")
    reasons = [(row, why) for row, message in said(batch) for why in words if why in message]
    assert reasons == [(3, "no wave yet"), (4, "no confirmed office"), (5, "make a move")]
    with pytest.raises(Refused):
        apply(batch, project_office)
    assert not StageChange.objects.exists()


def test_a_wave_that_is_not_there_is_named_with_the_way_to_it(waves, send):
    company.office("SOUTH")
    batch = send("office,date,wave", "SOUTH,2025-05-04,9")
    problem = batch.preview["problems"][0]
    assert problem["column"] == "Wave" and "no wave 9 yet. Add it at Rollout, Waves" in problem["message"]


def test_offices_in_no_wave_are_placed_by_their_row(waves, send, project_office):
    south = company.office("SOUTH")
    apply(send("office,date,wave", "SOUTH,2025-05-04,0"), project_office)
    assert selectors.pilot_offices() == [south.pk]


def test_two_offices_of_one_name_are_told_apart_by_code(waves, send):
    company.office("N1", name="North"), company.office("N2", name="North")
    assert "use the code" in said(send("office,date,wave", "North,2025-05-04,1"))[0][1]


def test_before_the_programme_the_file_is_refused(db, send):
    assert "no programme yet" in said(send("office,date", "NORTH,2025-05-04"))[0][1]


def test_the_auditor_may_not_send_one(north, send, auditor):
    with pytest.raises(NotAllowed):
        send("office,date", "NORTH,2025-05-04", actor=auditor)


@pytest.fixture
def run():
    def run(*words, **options):
        out = StringIO()
        call_command(*words, stdout=out, **options)
        return out.getvalue()

    return run


def test_the_commands_enter_a_programme_under_way(db, run, tmp_path):
    for code in ("NORTH", "SOUTH"):
        company.office(code)
    assert "2 waves" in run("set_up_programme", "CRM rollout", capacity=3)
    run("place_offices", "0", "NORTH")
    assert "1 offices" in run("place_offices", "1", rest=True)
    file = Path(tmp_path) / "past.csv"
    file.write_text("office,date\nSOUTH,2025-05-04\n")
    assert "1 new" in run("past_stages", str(file), dry_run=True) and not StageChange.objects.exists()
    run("past_stages", str(file))
    assert len(selectors.go_live_dates()) == 1


def test_the_command_moves_by_the_same_rules(pilot, other, run):
    assert "Preparing since" in run("move_office", "OTHER", "preparing")
    with pytest.raises(CommandError, match="not stabilised yet"):
        run("move_office", "OTHER", "training")
    with pytest.raises(CommandError, match="has the code MARS"):
        run("move_office", "MARS", "training")


def test_commands_name_what_they_cannot_find(waves, run):
    with pytest.raises(CommandError, match="no wave 9"):
        run("place_offices", "9")
    with pytest.raises(CommandError, match="MARS"):
        run("place_offices", "1", "MARS")
    with pytest.raises(CommandError, match="already"):
        run("set_up_programme", "Another")
