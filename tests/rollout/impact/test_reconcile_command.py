"""The command line reconciles as the pages do."""

import pytest
from django.core.management import CommandError, call_command

from rollout.impact.models import ListPair, MigrationBatch
from tests.rollout.impact import lists

pytestmark = pytest.mark.django_db
SOURCE = "no,balance\nA,1\nB,2\nC,3\n"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "s.csv").write_text(SOURCE)
    (tmp_path / "same.csv").write_text(SOURCE)
    (tmp_path / "off.csv").write_text("no,balance\nA,1\nB,2\nD,3.05\n")
    return tmp_path


def told(capsys, *args, **options):
    call_command("reconcile", *map(str, args), verbosity=0, **options)
    return capsys.readouterr().out


def test_lists_that_agree_are_reconciled(files, capsys):
    text = told(capsys, files / "s.csv", files / "same.csv", key=["no"], total=["balance"])
    assert "Reconciled." in text and "FAIL" not in text


def test_lists_that_do_not_agree_say_why_and_the_command_fails(files, capsys):
    with pytest.raises(CommandError) as failed:
        call_command("reconcile", str(files / "s.csv"), str(files / "off.csv"), key=["no"], total=["balance"], verbosity=0)
    assert failed.value.returncode == 2
    text = capsys.readouterr().out
    assert "FAIL Keys missing from the loaded list: 1, allowed 0" in text
    assert "FAIL Control total: balance: 6.05 against 6, off by 0.05, allowed 0" in text


def test_a_tolerance_is_given_by_options(files, capsys):
    allowed = {"key": ["no"], "total": ["balance@0.05"], "allow": ["missing=1", "extra=1"]}
    assert "Reconciled." in told(capsys, files / "s.csv", files / "off.csv", **allowed)


def test_with_a_batch_it_decides_that_batch(files, capsys):
    batch = lists.loaded()
    told(capsys, files / "s.csv", files / "same.csv", key=["no"], total=["balance"], batch=batch.pk)
    assert MigrationBatch.objects.get().state == "passed"
    assert ListPair.objects.get().username == "system:reconcile"


def test_differences_hold_row_numbers_and_hashes_only(files, capsys):
    told(capsys, files / "s.csv", files / "off.csv", key=["no"], differences=files / "d.csv", allow_failing=True)
    rows = (files / "d.csv").read_text().splitlines()
    assert rows[0] == "list,row_number,difference,key_hash"
    assert rows[1].startswith("first,4,missing,") and len(rows[1].split(",")[3]) == 32


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"key": ["gone"]},
        {"key": ["no"], "allow": ["charm=1"]},
        {"key": ["no"], "total": ["balance@much"]},
        {"key": ["no"], "batch": 999},
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(files, options):
    with pytest.raises(CommandError):
        call_command("reconcile", str(files / "s.csv"), str(files / "same.csv"), verbosity=0, **options)


def test_a_file_that_is_not_there_is_said(files):
    with pytest.raises(CommandError):
        call_command("reconcile", str(files / "nowhere.csv"), str(files / "same.csv"), key=["no"])
