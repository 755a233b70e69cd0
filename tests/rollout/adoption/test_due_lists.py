"""Files of customers and deals that were due: read, previewed, counted once, corrected without overwriting."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from governance.core import attachments, audit
from governance.core.actor import Actor, Grant
from governance.core.errors import InvalidInput, NotAllowed, UnreadableFile
from governance.core.imports import actions as imports
from governance.core.models import ImportBatch
from governance.core.roles import Role
from rollout.adoption.actions.due import describe_due_list
from rollout.adoption.models import Due, DueFile, SourceUser, UsageMapping
from tests import company
from tests.rollout.adoption import dues, seen

pytestmark = pytest.mark.django_db
MONDAY = seen.WEEK
FRIDAY = MONDAY + timedelta(days=4)
AUDITOR = Actor(username="auditor", grants=(Grant(Role.AUDITOR),))


def test_a_file_is_counted_by_owner_and_day():
    tasks = dues.due_list()
    dues.take_in(tasks, dues.line("D1", "ann", MONDAY, FRIDAY), dues.line("D2", "bo", FRIDAY))
    assert dues.held(tasks) == [("ann", MONDAY, True), ("bo", FRIDAY, False)]


def test_the_preview_changes_nothing():
    tasks = dues.due_list()
    batch = dues.send(tasks, dues.line("D1", "ann", MONDAY))
    assert batch.counts == {"creates": 1, "updates": 0, "unchanged": 0, "problems": 0}
    assert not Due.objects.exists()
    assert not SourceUser.objects.exists()


def test_an_activity_in_another_week_does_not_count():
    tasks = dues.due_list()
    dues.take_in(
        tasks, dues.line("D1", "ann", MONDAY, MONDAY - timedelta(days=1)), dues.line("D2", "ann", FRIDAY, FRIDAY + timedelta(days=3))
    )
    assert [done for *_rest, done in dues.held(tasks)] == [False, False]


def test_a_word_says_that_it_was_done():
    tasks = dues.due_list(done_words=["Completed", "已完成"])
    lines = (dues.line("D1", "ann", MONDAY, "completed"), dues.line("D2", "ann", FRIDAY, "已完成"), dues.line("D3", "bo", FRIDAY, "Open"))
    dues.take_in(tasks, *lines)
    assert [done for *_rest, done in dues.held(tasks)] == [True, True, False]


def test_the_same_file_twice_changes_nothing():
    tasks = dues.due_list()
    lines = [dues.line(f"D{number}", "ann", MONDAY) for number in range(3)]
    dues.take_in(tasks, *lines)
    before = list(Due.objects.order_by("pk").values())
    assert dues.take_in(tasks, *lines, at=company.NOW + timedelta(days=1)).counts["unchanged"] == 3
    assert list(Due.objects.order_by("pk").values()) == before


def test_files_that_overlap_count_each_due_once():
    tasks = dues.due_list()
    dues.take_in(tasks, dues.line("D1", "ann", MONDAY), dues.line("D2", "ann", FRIDAY))
    dues.take_in(tasks, dues.line("D2", "ann", FRIDAY), dues.line("D3", "ann", FRIDAY))
    assert len(dues.held(tasks)) == 3


def test_one_deal_due_on_two_days_is_due_twice():
    tasks = dues.due_list()
    dues.take_in(tasks, dues.line("D1", "ann", MONDAY), dues.line("D1", "ann", FRIDAY))
    assert len(dues.held(tasks)) == 2


def test_a_corrected_file_supersedes_and_the_old_row_stays_on_record():
    tasks = dues.due_list()
    dues.take_in(tasks, dues.line("D1", "ann", MONDAY))
    later = company.NOW + timedelta(days=1)
    dues.take_in(tasks, dues.line("D1", "ann", MONDAY, FRIDAY), at=later)
    assert dues.held(tasks) == [("ann", MONDAY, True)]
    then = Due.objects.known_at(company.NOW + timedelta(hours=1))
    assert list(then.values_list("done", flat=True)) == [False]


def test_a_complete_file_takes_out_what_it_does_not_hold_between_its_days():
    tasks = dues.due_list(whole=True)
    dues.take_in(tasks, *(dues.line(f"D{number}", "ann", MONDAY + timedelta(days=number)) for number in range(5)))
    batch = dues.take_in(tasks, dues.line("D1", "ann", MONDAY + timedelta(days=1)), dues.line("D3", "ann", MONDAY + timedelta(days=3)))
    assert batch.counts["updates"] == 1
    assert [due_on.weekday() for _owner, due_on, _done in dues.held(tasks)] == [0, 1, 3, 4]


def test_a_complete_file_with_a_faulty_row_is_refused():
    tasks = dues.due_list(whole=True)
    batch = dues.send(tasks, dues.line("D1", "ann", MONDAY), "D2,ann,never,")
    assert imports.refusals(batch)


def test_faulty_rows_are_left_out_named_and_can_be_sent_again():
    tasks = dues.due_list()
    batch = dues.take_in(tasks, dues.line("D1", "ann", MONDAY), f"D2,,{MONDAY},", "D3,ann,never,", dues.line("D1", "bo", MONDAY))
    problems = {problem["row"]: problem["message"] for problem in dues.send(tasks, f"D2,,{MONDAY},").preview["problems"]}
    assert problems == {2: "is missing"}
    assert batch.counts["problems"] == 3
    assert len(dues.held(tasks)) == 1
    of = imports.importer(tasks.kind)
    table, found = imports.problems_of(batch, of, actor=dues.SYSTEM, at=company.NOW)
    row = next(cells for number, cells in table.rows() if number == 3)
    assert sorted({problem.row for problem in found}) == [3, 4, 5]
    dues.take_in(tasks, f"{row[0]},cara,{MONDAY},")
    dues.take_in(tasks, f"D2,cara,{MONDAY},")
    assert [owner for owner, *_rest in dues.held(tasks)] == ["ann", "cara"]


def test_an_activity_that_lies_in_the_future_is_a_problem():
    tasks = dues.due_list()
    batch = dues.send(tasks, dues.line("D1", "ann", MONDAY, date(2099, 1, 1)))
    assert batch.counts["problems"] == 1


def test_no_key_is_kept_in_clear_anywhere():
    tasks = dues.due_list()
    batch = dues.take_in(tasks, dues.line("ACME-4711", "ann", MONDAY), "GLOBEX-99,,never,")
    assert batch.attachment is not None
    kept = attachments.path(batch.attachment).read_text()
    told = [kept, str(batch.preview), str(dues.send(tasks, dues.line("ACME-4711", "bo", MONDAY)).preview)]
    told += [row.key for row in Due.objects.all()]
    assert not any("4711" in text or "ACME" in text or "GLOBEX" in text for text in told)
    files = [path for path in Path(settings.ATTACHMENT_DIR).rglob("*") if path.is_file()]
    assert not any(b"ACME-4711" in path.read_bytes() for path in files)


def test_two_lists_hash_the_same_key_differently():
    for name in ("Tasks", "Deals"):
        dues.take_in(dues.due_list(name=name), dues.line("D1", "ann", MONDAY))
    assert len(set(Due.objects.values_list("key", flat=True))) == 2


def test_both_lengths_of_a_salesforce_id_are_one_owner_and_one_deal():
    tasks = dues.due_list()
    UsageMapping.objects.create(source=tasks.source, name="Log", spec={"user_ids": "salesforce"})
    dues.take_in(tasks, dues.line("006A0000001abcd", "005A0000001abcd", MONDAY))
    batch = dues.take_in(tasks, dues.line("006A0000001abcdIAA", "005A0000001abcdIAA", MONDAY))
    assert batch.counts["unchanged"] == 1


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_files_of_other_encodings_are_read(encoding, tmp_path):
    tasks = dues.due_list(key_column="客户", owner_column="负责人", due_column="到期日", done_column="活动")
    path = tmp_path / "跟进.csv"
    path.write_bytes(f"客户,负责人,到期日,活动\n甲公司,王芳,{MONDAY},{FRIDAY}\n乙公司,李强,{FRIDAY},\n".encode(encoding))
    call_command("import_table", tasks.kind, str(path), apply=True, verbosity=0)
    assert dues.held(tasks) == [("王芳", MONDAY, True), ("李强", FRIDAY, False)]


def test_row_numbers_are_those_of_the_file_although_it_was_rewritten():
    tasks = dues.due_list()
    batch = dues.send(tasks, dues.line("D1", "ann", MONDAY), "", '"D\n2",ann,never,', "", f"D3,,{MONDAY},")
    assert [problem["row"] for problem in batch.preview["problems"]] == [4, 6]


def test_new_owners_wait_for_matching():
    tasks = dues.due_list()
    batch = dues.send(tasks, dues.line("D1", "ann", MONDAY))
    assert "ann" in batch.preview["notes"][-1]
    dues.take_in(tasks, dues.line("D1", "ann", MONDAY))
    assert SourceUser.objects.get().first_seen_in is None


def test_a_file_without_the_columns_is_refused_by_name():
    with pytest.raises(UnreadableFile, match="activity|owner"):
        dues.send(dues.due_list(), "x,y", header="deal,when")


def test_an_apply_that_fails_changes_nothing(monkeypatch):
    tasks = dues.due_list()
    dues.take_in(tasks, dues.line("D1", "ann", MONDAY))
    before = (list(Due.objects.order_by("pk").values()), DueFile.objects.count(), SourceUser.objects.count())
    monkeypatch.setattr("rollout.adoption.actions.due.follow_up", lambda *args, **kwargs: 1 / 0)
    batch = dues.send(tasks, dues.line("D1", "ann", MONDAY, FRIDAY), dues.line("D2", "bo", MONDAY))
    with pytest.raises(ZeroDivisionError), audit.operation(dues.SYSTEM):
        imports.apply(batch, actor=dues.SYSTEM, at=company.NOW)
    assert (list(Due.objects.order_by("pk").values()), DueFile.objects.count(), SourceUser.objects.count()) == before


def test_whoever_may_not_import_is_refused():
    tasks = dues.due_list()
    with pytest.raises(NotAllowed):
        dues.send(tasks, dues.line("D1", "ann", MONDAY), actor=AUDITOR)
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(("fields", "field"), [({"name": "Tasks"}, "name"), ({"name": "Other", "due_column": "Deal"}, "due_column")])
def test_a_list_that_contradicts_itself_is_refused_at_its_field(fields, field):
    tasks = dues.due_list()
    given = {"source": tasks.source} | dues.FIELDS | fields
    with pytest.raises(InvalidInput) as refused, audit.operation(dues.SYSTEM):
        describe_due_list(**given, actor=dues.SYSTEM, at=company.NOW)
    assert list(refused.value.fields) == [field]


def test_describing_is_denied_to_readers_and_logged_once_with_its_reason(project_office: Actor):
    with pytest.raises(NotAllowed):
        dues.due_list(actor=AUDITOR)
    tasks = dues.due_list(actor=project_office, reason="New CRM")
    record = tasks.history.get()
    assert (record.history_username, record.history_change_reason) == (project_office.username, "New CRM")
