"""Two at the same instant: each figure is counted once, whoever comes second is told or changes nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from governance.core.errors import GatehouseError
from governance.core.imports import actions as kit
from governance.core.models import ImportBatch
from rollout.adoption.actions import imports
from rollout.adoption.actions.own import draw_own_scores
from rollout.adoption.models import Due, DueFile, OwnScore, UsageDay, UsageImport, UsageMapping
from rollout.adoption.owning import OwnState
from tests import company
from tests.at_once import at_once
from tests.rollout.adoption import dues, seen
from tests.rollout.adoption.usage_files import AT, MEI, counted, mapping, sent

pytestmark = pytest.mark.django_db(transaction=True)
FIRST, LAST = date(2026, 5, 11), date(2026, 5, 24)
SPAN = (date(2026, 3, 4), date(2026, 3, 5))


def test_own_scores_drawn_twice_at_once_are_drawn_once(project_office, tmp_path):
    of = seen.file(last=LAST)
    _office, people = seen.live_office(people=5)
    for person in people:
        company.notice(person)
        seen.used(person, seen.weekdays(5), of=of, self_entries=2)
    seen.computed()

    def draw():
        return draw_own_scores(first_day=FIRST, last_day=LAST, actor=project_office, at=company.NOW, reason="Half year")

    def standing():
        return OwnScore.objects.exclude(state=OwnState.REPLACED).count()

    ended, left = at_once(tmp_path, draw, draw, then=standing)
    assert left == 5
    assert all(one == 5 or isinstance(one, GatehouseError) for one in ended)
    assert any(one == 5 for one in ended)


def test_of_two_corrections_of_one_span_one_waits_or_is_told_and_the_days_count_once(tmp_path):
    by = mapping()
    counted(*(f"{number},2026-03-{2 + number:02}T09:00,anna,Lyon,Update" for number in range(6)), by=by)
    files = [sent(f"2,2026-03-04T09:00,{who},Lyon,Update", corrects=SPAN) for who in ("bert", "cara")]

    def correct(file):
        def run():
            held, used = UsageImport.objects.get(pk=file.pk), UsageMapping.objects.select_related("source").get(pk=by.pk)
            return imports.apply(sent=held, mapping=used, actor=MEI, at=AT + timedelta(days=1)).state

        return run

    def inside():
        rows = UsageDay.objects.current().filter(day__range=SPAN)
        return list(rows.values_list("source_user__key", "actions"))

    ended, left = at_once(tmp_path, *(correct(file) for file in files), then=inside)
    assert len(left) == 1
    assert left[0] in [("bert", 1), ("cara", 1)]
    assert all(one == "applied" or isinstance(one, GatehouseError) for one in ended)


def test_one_list_of_what_was_due_applied_twice_at_once_is_counted_once(tmp_path):
    tasks = dues.due_list()
    batch = dues.send(tasks, *(dues.line(f"D{number}", "ann", FIRST) for number in range(4)))

    def apply():
        return kit.apply(ImportBatch.objects.get(pk=batch.pk), actor=dues.SYSTEM, at=company.NOW).state

    ended, left = at_once(tmp_path, apply, apply, then=lambda: (Due.objects.count(), DueFile.objects.count()))
    assert left == (4, 1)
    assert all(one == "applied" or isinstance(one, Exception) for one in ended)
