"""Two lists: compared without touching the record, gone afterwards; applied whole or not at all."""

from datetime import timedelta
from pathlib import Path

import pytest

from governance.core import attachments
from governance.core.errors import Conflict, InvalidInput, Refused, UnreadableFile
from governance.core.jobs import Progress
from governance.core.models import Attachment
from rollout.impact import arriving, list_jobs
from rollout.impact.actions import lists as actions
from rollout.impact.actions import migration
from rollout.impact.models import ListPair, PairState
from tests.rollout.impact import lists
from tests.rollout.impact.lists import MORNING, SYSTEM

pytestmark = pytest.mark.django_db
CUSTOMERS = lists.customers(3)


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".sqlite3")


def test_once_compared_no_key_is_left_anywhere(settings):
    batch = lists.loaded()
    pair = lists.sent(batch, [*CUSTOMERS, ("SECRETKEY", 1)], CUSTOMERS)
    assert b"SECRETKEY" in everything(settings.DATA_DIR)
    pair = actions.compare(pair, columns=lists.BALANCE, actor=SYSTEM, at=MORNING)
    assert pair.result["missing"] == 1
    assert b"SECRETKEY" not in everything(settings.DATA_DIR)
    assert "SECRETKEY" not in str(pair.result) + str(pair.columns)
    kept = attachments.path(pair.differences).read_text()
    assert kept.splitlines()[0] == "list,row_number,difference,key_hash" and "first,5,missing," in kept


def test_lists_set_aside_are_gone_at_once(settings):
    pair = lists.sent(lists.loaded(), CUSTOMERS, CUSTOMERS)
    actions.discard_lists(pair, actor=SYSTEM, at=MORNING)
    assert not list(arriving.root().iterdir())
    with pytest.raises(Conflict):
        actions.discard_lists(pair, actor=SYSTEM, at=MORNING)


def test_lists_left_lying_are_gone_after_a_day():
    pair = lists.sent(lists.loaded(), CUSTOMERS, CUSTOMERS)
    arriving.new_folder()  # what a killed run left
    soon = pair_time(pair) + timedelta(hours=23)
    assert actions.sweep(at=soon) == 0
    assert list_jobs.forget_lists(Progress(at=soon + timedelta(hours=2)))["message"].startswith("2")
    pair.refresh_from_db()
    assert pair.state == PairState.DISCARDED


def pair_time(pair):
    from datetime import UTC, datetime

    return datetime.fromtimestamp((arriving.root() / pair.folder).stat().st_mtime, UTC)


def test_a_list_that_is_no_table_is_refused_beside_its_field_and_not_kept():
    with pytest.raises(InvalidInput) as refused:
        actions.send_lists(
            first=lists.csv(CUSTOMERS), first_name="a.csv", second=lists.csv([], ""), second_name="b.csv",
            batch=lists.loaded(), actor=SYSTEM, at=MORNING,
        )  # fmt: skip
    assert "second" in refused.value.fields
    assert not list(arriving.root().iterdir()) and not ListPair.objects.exists()


def test_a_list_that_is_too_large_is_refused_and_not_kept(settings):
    settings.UPLOAD_MAX_BYTES = 10
    with pytest.raises(UnreadableFile):
        lists.sent(lists.loaded(), CUSTOMERS, CUSTOMERS)
    assert not list(arriving.root().iterdir())


def test_lists_are_taken_only_between_loading_and_the_verdict():
    with pytest.raises(Refused):
        lists.sent(lists.running(), CUSTOMERS, CUSTOMERS)


def test_a_period_backwards_is_refused():
    with pytest.raises(InvalidInput):
        lists.sent(None, CUSTOMERS, CUSTOMERS, period=tuple(reversed(lists.PERIOD)))


def test_comparing_twice_and_applying_twice_are_refused():
    batch = lists.loaded()
    pair = lists.compared(batch, CUSTOMERS, CUSTOMERS)
    with pytest.raises(Conflict):
        actions.compare(pair, columns=lists.BALANCE, actor=SYSTEM, at=MORNING)
    actions.apply_lists(pair, actor=SYSTEM, at=MORNING)
    with pytest.raises(Conflict):
        actions.apply_lists(pair, actor=SYSTEM, at=MORNING)


def test_lists_compared_before_somebody_gave_the_batch_up_change_nothing():
    batch = lists.loaded()
    pair = lists.compared(batch, CUSTOMERS, CUSTOMERS)
    migration.give_up(batch, actor=SYSTEM, at=MORNING, reason="broken off")
    with pytest.raises(Conflict):
        actions.apply_lists(pair, actor=SYSTEM, at=MORNING)
    pair.refresh_from_db()
    assert pair.state == PairState.COMPARED


def test_the_job_says_how_far_it_is_and_run_again_changes_nothing():
    pair = lists.sent(lists.loaded(), CUSTOMERS, CUSTOMERS)
    progress = Progress(actor=SYSTEM, at=MORNING)
    first = list_jobs.compare_lists(progress, pair.pk, lists.BALANCE.to_json())
    assert (progress.done, progress.total) == (5, 5)
    assert list_jobs.compare_lists(Progress(actor=SYSTEM, at=MORNING), pair.pk, lists.BALANCE.to_json()) == first
    assert ListPair.objects.get().history.filter(state="compared").count() == 1


def test_without_differences_nothing_is_kept_to_download():
    pair = lists.compared(lists.loaded(), CUSTOMERS, CUSTOMERS)
    assert pair.differences is None and not Attachment.objects.exists()


def test_rolled_back_when_the_result_cannot_be_written(monkeypatch):
    pair = lists.sent(lists.loaded(), CUSTOMERS, CUSTOMERS[:2])

    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(actions, "saved", fails)
    with pytest.raises(RuntimeError):
        actions.compare(pair, columns=lists.BALANCE, actor=SYSTEM, at=MORNING)
    pair.refresh_from_db()
    assert pair.state == PairState.SENT and not Attachment.objects.exists()
    assert arriving.place(pair.folder, "first").exists(), "they can be compared again"
