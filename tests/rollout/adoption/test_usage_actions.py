"""Importing as an action: works, denied, wrong state, repeated, logged with its reason, rolled back, taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from governance.core.actor import Actor, Grant
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.models import Job
from governance.core.roles import Role
from rollout.adoption import imports as running
from rollout.adoption.actions import imports
from rollout.adoption.models import ImportState, SourceUser, UsageDay, UsageImport, UsageSource
from tests.rollout.adoption.usage_files import AT, MEI, counted, days, mapping, sent

pytestmark = pytest.mark.django_db
ROW, LATER = "1,2026-03-02T09:00,anna,Lyon,Update", "2,2026-03-12T09:00,bert,Nice,Update"
STAFF = Actor(username="anna", grants=(Grant(Role.STAFF),))


def test_a_preview_stores_nothing_and_applying_does_what_it_said():
    found = imports.plan(sent=sent(ROW), mapping=mapping(), actor=MEI, at=AT)
    assert (found.state, found.plan["events"], found.plan["weeks"]) == (ImportState.PLANNED, 1, {"2026-03-02": 1})
    assert not UsageDay.objects.exists()
    assert not SourceUser.objects.exists()
    imports.apply(sent=found, actor=MEI, at=AT)
    assert found.state == ImportState.APPLIED
    assert len(days()) == 1


def test_only_those_who_may_import_can():
    found = sent(ROW)
    for act in (
        lambda: imports.plan(sent=found, mapping=mapping(), actor=STAFF, at=AT),
        lambda: imports.apply(sent=found, actor=STAFF, at=AT),
        lambda: imports.discard(sent=found, actor=STAFF, at=AT),
        lambda: imports.withdraw(sent=found, actor=STAFF, at=AT, reason="because"),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not UsageDay.objects.exists()


def test_a_file_without_a_preview_is_not_applied():
    with pytest.raises(Conflict, match="preview"):
        imports.apply(sent=sent(ROW), actor=MEI, at=AT)


def test_applying_twice_is_refused_and_counts_once():
    found = counted(ROW)
    with pytest.raises(Conflict, match="already"):
        imports.apply(sent=found, actor=MEI, at=AT)
    assert len(days()) == 1


def test_what_was_set_aside_stays_so():
    found = imports.discard(sent=sent(ROW), actor=MEI, at=AT)
    with pytest.raises(Conflict):
        imports.apply(sent=found, mapping=mapping(), actor=MEI, at=AT)


def test_a_preview_older_than_the_last_import_is_not_applied():
    by = mapping()
    old = imports.plan(sent=sent(ROW, LATER), mapping=by, actor=MEI, at=AT)
    counted(ROW, by=by)
    with pytest.raises(Conflict, match="[Pp]review"):
        imports.apply(sent=old, actor=MEI, at=AT)
    assert len(days()) == 1


def test_an_import_on_record_says_who_why_and_what_from():
    found = counted(ROW)
    last = found.history.first()
    assert (last.history_username, last.history_change_reason, last.state) == ("mei", "File applied", ImportState.APPLIED)
    assert found.history.filter(state=ImportState.APPLIED).count() == 1
    day = UsageDay.objects.get()
    assert (day.usage_import, day.recorded_at, day.superseded_at) == (found, AT, None)


def test_a_failure_while_storing_leaves_everything_as_it_was(monkeypatch):
    counted(ROW)
    monkeypatch.setattr(imports, "mark_systems", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        counted(LATER)
    assert len(days()) == 1
    assert UsageSource.objects.get().sequence == 1
    assert not SourceUser.objects.filter(key="bert").exists()
    monkeypatch.undo()
    assert counted(LATER).plan["events"] == 1, "what was not counted is not taken for counted"


def test_an_import_that_was_overtaken_on_another_machine_is_told(monkeypatch):
    by = mapping()
    named = imports.name_identities

    def overtaken(work, import_id):
        UsageSource.objects.update(sequence=7)
        return named(work, import_id)

    monkeypatch.setattr(imports, "name_identities", overtaken)
    with pytest.raises(Conflict, match="meanwhile"):
        counted(ROW, by=by)
    assert not UsageDay.objects.exists()


def test_while_one_file_of_a_source_is_applied_another_waits_and_is_told():
    by, said = mapping(), []
    with running.alone(by.source), pytest.raises(Conflict, match="just now"):
        imports.apply(sent=sent(ROW), mapping=by, actor=MEI, at=AT, wait=0.3, say=lambda done, total, text: said.append(text))
    assert said[0] == "Waiting for another file of this source"
    assert counted(ROW, by=by).state == ImportState.APPLIED


def test_a_withdrawn_file_no_longer_counts_and_stays_as_known_then():
    found = counted(ROW)
    imports.withdraw(sent=found, actor=MEI, at=AT + timedelta(days=1), reason="wrong month")
    assert days() == []
    assert UsageDay.objects.known_at(AT + timedelta(hours=1)).count() == 1
    assert found.history.first().history_change_reason == "wrong month"
    assert counted(ROW, at=AT + timedelta(days=2)).plan["events"] == 1, "its events may come again"


def test_only_the_youngest_file_can_be_withdrawn_and_not_without_a_reason():
    first, second = counted(ROW), counted(ROW, LATER)
    with pytest.raises(Refused, match="later files"):
        imports.withdraw(sent=first, actor=MEI, at=AT, reason="wrong")
    with pytest.raises(InvalidInput):
        imports.withdraw(sent=second, actor=MEI, at=AT, reason=" ")
    imports.withdraw(sent=second, actor=MEI, at=AT, reason="wrong")
    imports.withdraw(sent=first, actor=MEI, at=AT, reason="wrong")
    assert days() == []
    with pytest.raises(Conflict):
        imports.withdraw(sent=first, actor=MEI, at=AT, reason="again")


def test_figures_of_the_changed_weeks_are_computed_afterwards():
    counted(ROW, LATER)
    job = Job.objects.filter(kind="adoption.recompute").latest("created_at")
    assert job.arguments["weeks"] == ["2026-03-02", "2026-03-09"]


def test_the_raw_file_is_kept_once_by_its_content():
    first, second = counted(ROW), counted(ROW)
    assert first.sha256 == second.sha256
    assert running.store.raw_path(first.sha256).read_text().endswith("Update\n")
    assert UsageImport.objects.count() == 2
