"""A corrected file stands for its source's days in place of what was counted; nothing is overwritten."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, NotAllowed
from rollout.adoption.actions import corrections, imports
from rollout.adoption.models import ImportState, UsageDay, UsageImport
from tests.rollout.adoption.usage_files import AT, MEI, counted, days, mapping, sent

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)
ROWS = [f"{number},2026-03-{2 + number:02}T09:00,anna,Lyon,Update" for number in range(6)]
SPAN = (date(2026, 3, 4), date(2026, 3, 5))


def corrected(*rows, corrects=SPAN, at=LATER, by=None):
    file = sent(*rows, corrects=corrects)
    return imports.apply(sent=file, mapping=by or mapping(), actor=MEI, at=at)


def total(known_at=None):
    return sum(UsageDay.objects.known_at(known_at).values_list("actions", flat=True))


def test_the_days_of_the_span_are_those_of_the_corrected_file_and_the_others_stay():
    counted(*ROWS)
    corrected("2,2026-03-04T09:00,bert,Lyon,Update")
    assert [(who, day[-2:]) for who, day in days("source_user__key", "day")] == [
        ("anna", "02"), ("anna", "03"), ("anna", "06"), ("anna", "07"), ("bert", "04"),
    ]  # fmt: skip


def test_events_outside_the_span_are_left_out_and_said():
    counted(*ROWS)
    found = corrected("2,2026-03-04T09:00,bert,Lyon,Update", "99,2026-03-20T09:00,bert,Lyon,Update")
    assert (found.plan["events"], found.plan["outside"], found.plan["rows"]) == (1, 1, 2)


def test_the_preview_says_what_it_takes_the_place_of_and_changes_nothing():
    counted(*ROWS)
    found = imports.plan(sent=sent("2,2026-03-04T09:00,bert,Lyon,Update", corrects=SPAN), mapping=mapping(), actor=MEI, at=LATER)
    assert (found.plan["replaced_actions"], found.plan["replaced_files"], found.plan["replaced_weeks"]) == (2, 1, ["2026-03-02"])
    assert total() == 6


def test_what_was_known_before_the_correction_can_still_be_asked():
    counted(*ROWS)
    corrected("2,2026-03-04T09:00,bert,Lyon,Update")
    assert (total(AT), total(LATER), total()) == (6, 5, 5)


def test_the_same_correction_twice_changes_nothing():
    counted(*ROWS)
    corrected("2,2026-03-04T09:00,bert,Lyon,Update")
    before = days()
    corrected("2,2026-03-04T09:00,bert,Lyon,Update", at=LATER + timedelta(hours=1))
    assert days() == before


def test_a_later_file_does_not_count_again_what_the_correction_counted():
    counted(*ROWS)
    corrected("77,2026-03-04T09:00,bert,Lyon,Update")
    again = counted("77,2026-03-04T09:00,bert,Lyon,Update", "2,2026-03-04T09:00,anna,Lyon,Update", at=LATER + timedelta(hours=2))
    assert (again.plan["events"], again.plan["already_counted"]) == (0, 2)


def test_another_source_keeps_its_days():
    counted(*ROWS, by=mapping("Other", "Other CRM"))
    corrected("2,2026-03-04T09:00,bert,Lyon,Update")
    assert total() == 7


def test_withdrawing_the_correction_counts_again_what_it_replaced():
    counted(*ROWS)
    before = days()
    file = corrected("2,2026-03-04T09:00,bert,Lyon,Update")
    imports.withdraw(sent=file, actor=MEI, at=LATER + timedelta(hours=3), reason="wrong file")
    assert days() == before
    assert total(LATER) == 5


def test_a_span_that_ends_before_it_begins_is_refused():
    with pytest.raises(InvalidInput):
        sent(*ROWS, corrects=(SPAN[1], SPAN[0]))
    assert not UsageImport.objects.exists()


def test_a_counted_file_is_counted_again_with_the_mapping_as_it_is_now():
    first = counted(*ROWS)
    mapping(counting=("Create",))
    again = corrections.recount(sent=first, first=SPAN[0], last=SPAN[1], actor=MEI, at=LATER, reason="looking up is no use")
    imports.plan(sent=again, mapping=again.mapping, actor=MEI, at=LATER)
    imports.apply(sent=again, actor=MEI, at=LATER)
    assert total() == 4
    assert again.history.last().history_change_reason == "looking up is no use"


def test_counting_again_needs_a_reason_and_a_file_that_counts():
    first = counted(*ROWS)
    with pytest.raises(InvalidInput):
        corrections.recount(sent=first, first=SPAN[0], last=SPAN[1], actor=MEI, at=LATER, reason=" ")
    imports.withdraw(sent=first, actor=MEI, at=LATER, reason="x")
    with pytest.raises(Conflict):
        corrections.recount(sent=first, first=SPAN[0], last=SPAN[1], actor=MEI, at=LATER, reason="x")


def test_counting_again_is_denied_to_others():
    first = counted(*ROWS)
    with pytest.raises(NotAllowed):
        corrections.recount(sent=first, first=SPAN[0], last=SPAN[1], actor=Actor("li"), at=LATER, reason="x")


def test_a_failure_leaves_the_old_numbers(monkeypatch):
    counted(*ROWS)
    monkeypatch.setattr(imports, "insert_days", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        corrected("2,2026-03-04T09:00,bert,Lyon,Update")
    assert total() == 6
    assert not UsageImport.objects.filter(state=ImportState.APPLIED, corrects_first__isnull=False).exists()


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(first=st.integers(2, 12), width=st.integers(0, 6), kept=st.sets(st.integers(0, 9), min_size=1))
def test_a_correction_with_a_part_of_the_same_events_leaves_just_these_in_the_span(first, width, kept, django_db_blocker):
    UsageDay.objects.all().delete()
    UsageImport.objects.update(state=ImportState.WITHDRAWN)
    rows = [f"{number},2026-03-{2 + number:02}T09:00,anna,Lyon,Update" for number in range(10)]
    counted(*rows)
    last = min(first + width, 28)
    corrected(*[rows[number] for number in sorted(kept)], corrects=(date(2026, 3, first), date(2026, 3, last)))
    wanted = {2 + number for number in range(10) if not first <= 2 + number <= last or number in kept}
    assert {int(day[-2:]) for (day,) in days("day")} == wanted
