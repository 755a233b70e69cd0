"""What counts and what does not, on files of a few rows."""

from __future__ import annotations

import pytest

from rollout.adoption.models import MatchKind, SourceOffice, SourceUser, UserMatch
from tests.rollout.adoption.usage_files import counted, days, mapping

pytestmark = pytest.mark.django_db


def test_one_row_per_user_day_and_feature():
    counted(
        "1,2026-03-02T09:00:00+01:00,anna,Lyon,Create",
        "2,2026-03-02T10:00:00+01:00,anna,Lyon,Create",
        "3,2026-03-03T10:00,anna,Lyon,Update",
    )
    assert days() == [("anna", "2026-03-02", "Create", "2"), ("anna", "2026-03-03", "Update", "1")]


def test_signing_in_and_unlisted_actions_are_not_counted():
    found = counted("1,2026-03-02T09:00,anna,Lyon,Login", "2,2026-03-02T10:00,bert,Lyon,Something new")
    assert days() == []
    assert found.plan["not_counting"] == 2


def test_failed_actions_are_not_counted():
    by = mapping(success="ok", success_values=("yes",))
    head = "id,at,user,office,action,ok"
    found = counted("1,2026-03-02T09:00,anna,Lyon,Create,yes", "2,2026-03-02T10:00,anna,Lyon,Create,no", head=head, by=by)
    assert days() == [("anna", "2026-03-02", "Create", "1")]
    assert found.plan["failed"] == 1


def test_a_system_account_named_in_the_mapping_is_matched_as_a_system():
    counted("1,2026-03-02T09:00,Siebel,Lyon,Update", by=mapping(system_users=("Siebel",)))
    assert UserMatch.objects.get().kind == MatchKind.SYSTEM


def test_people_and_offices_first_seen_are_unconfirmed():
    found = counted("1,2026-03-02T09:00,anna,Lyon,Update", "2,2026-03-02T09:00,anna,0,Update")
    assert (found.plan["new_users"], found.plan["new_offices"], found.plan["users_in_several_offices"]) == (1, 2, 1)
    assert SourceUser.objects.get().first_seen_in == found
    assert set(SourceOffice.objects.values_list("label", flat=True)) == {"Lyon", "0"}
    assert not UserMatch.objects.exists()


def test_a_user_of_two_offices_counts_in_each():
    counted("1,2026-03-02T09:00,anna,Lyon,Update", "2,2026-03-02T09:30,anna,Nice,Update")
    assert days("source_user__key", "source_office__label", "actions") == [("anna", "Lyon", "1"), ("anna", "Nice", "1")]


def test_what_is_done_for_someone_else_is_use_by_the_hand_and_a_record_of_the_owner():
    by = mapping(acting_user="typist")
    counted(
        "1,2026-03-02T09:00,boss,Lyon,Create,clerk", "2,2026-03-02T09:10,boss,Lyon,Create,", head="id,at,user,office,action,typist", by=by
    )
    fields = ("source_user__key", "actions", "entries", "self_entries", "proxy_entries")
    assert days(*fields) == [("boss", "1", "2", "1", "1"), ("clerk", "1", "0", "0", "0")]


def test_the_typist_named_as_the_owner_is_the_owner():
    by = mapping(acting_user="typist")
    counted("1,2026-03-02T09:00,boss,Lyon,Create,boss", head="id,at,user,office,action,typist", by=by)
    assert days("source_user__key", "self_entries", "proxy_entries") == [("boss", "1", "0")]


HEAD = "id,at,user,office,action,visit"


@pytest.mark.parametrize(
    ("visit", "at", "dated", "timely"),
    [
        ("2026-03-02", "2026-03-04T23:59", 1, 1),  # Monday visit, Wednesday: the second working day after
        ("2026-03-02", "2026-03-05T00:00", 1, 0),
        ("2026-03-06", "2026-03-10T12:00", 1, 1),  # Friday visit, Tuesday
        ("2026-02-14", "2026-02-25T12:00", 1, 1),  # Spring Festival 2026: 15–23 February off, 14 and 28 worked
        ("2026-03-09", "2026-03-05T12:00", 1, 1),  # a visit planned ahead
        ("", "2026-03-05T12:00", 0, 0),
        ("31/31/2026", "2026-03-05T12:00", 0, 0),
        ("2035-01-02", "2026-03-05T12:00", 0, 0),  # working days not published: never a guess
    ],
)
def test_records_made_within_two_working_days_are_timely(visit, at, dated, timely):
    counted(f"1,{at},anna,Lyon,Create,{visit}", head=HEAD, by=mapping(business_date="visit"))
    assert days("entries", "dated_entries", "timely_entries") == [("1", str(dated), str(timely))]


@pytest.mark.parametrize(("visit", "said"), [("0202-03-02", 1), ("9999-12-31", 1), ("1899-12-31", 1), ("1900-01-01", 0), ("2100-12-31", 0)])
def test_a_business_date_nobody_can_mean_is_said_and_does_not_count(visit, said):
    found = counted(f"1,2026-03-04T12:00,anna,Lyon,Create,{visit}", head=HEAD, by=mapping(business_date="visit"))
    assert (found.plan["rejected_rows"], found.plan["no_business_day"]) == (0, said)
    assert days("entries", "dated_entries", "timely_entries") == [("1", "0", "0")]


@pytest.mark.parametrize(("day", "late"), [("2026-02-25", 0), ("2026-02-26", 1), ("2026-02-28", 1), ("2026-03-01", 0)])
def test_records_of_the_last_three_days_of_a_month_are_month_end_entries(day, late):
    counted(f"1,{day}T12:00,anna,Lyon,Create")
    assert days("month_end_entries") == [(str(late),)]


def test_a_feature_is_the_object_the_action_or_both():
    counted("1,2026-03-02T09:00,anna,Lyon,Create,Visit", head="id,at,user,office,action,what", by=mapping(object="what", feature="both"))
    assert days("feature") == [("Visit: Create",)]
