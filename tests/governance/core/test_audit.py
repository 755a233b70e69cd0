"""Who changed what, when and why: set before saving, grouped by operation, never lost in bulk writes."""

import pytest
from django.db import IntegrityError, transaction

from governance.core import audit
from governance.core.actor import Actor
from governance.organisation.models import Office
from tests import company

MEI = Actor(username="mei", account_id=7)


def test_a_change_carries_actor_reason_and_operation(db: None) -> None:
    with audit.operation(MEI, id="request-1"), audit.because(MEI, "opened in spring"):
        office = company.office("lyon")
    row = office.history.get()
    assert (row.history_username, row.history_user_id, row.history_operation) == ("mei", 7, "request-1")
    assert row.history_change_reason == "opened in spring"


def test_a_tracked_row_is_not_saved_outside_an_operation(db: None) -> None:
    token = audit._current.set(None)
    try:
        with pytest.raises(audit.Unattributed), transaction.atomic():
            company.office()
    finally:
        audit._current.reset(token)
    assert not Office.objects.exists()


def test_one_operation_groups_all_its_changes(db: None) -> None:
    with audit.operation(MEI, id="command-9"):
        first, second = company.office(), company.office()
        first.name = "Renamed"
        first.save()
    assert Office.history.filter(history_operation="command-9").count() == 3
    assert second.history.count() == 1


def test_a_nested_operation_keeps_the_outer_id_and_gives_back_the_outer_actor() -> None:
    with audit.operation(MEI, id="outer"):
        with audit.because(Actor(username="sun"), "stands in"):
            assert (audit.current().actor.username, audit.current().id) == ("sun", "outer")
        assert audit.current().actor is MEI


def test_bulk_create_writes_history(db: None) -> None:
    with audit.operation(MEI, reason="import"):
        audit.bulk_create(Office, [Office(code=f"b{n}", name=str(n)) for n in range(5)])
    rows = Office.history.filter(history_username="mei", history_type="+")
    assert rows.count() == 5
    assert set(rows.values_list("history_change_reason", flat=True)) == {"import"}


def test_bulk_update_writes_history(db: None) -> None:
    offices = [company.office(), company.office()]
    for office in offices:
        office.name = "New"
    with audit.operation(MEI, id="bulk"):
        assert audit.bulk_update(Office, offices, ["name"]) == 2
    assert set(Office.history.filter(history_operation="bulk").values_list("name", "history_type")) == {("New", "~")}


def test_a_bulk_write_of_many_peoples_acts_names_each(db: None) -> None:
    people = {"x": Actor("ann", account_id=1), "y": Actor("bo")}
    with audit.operation(MEI, id="many", reason="test"):
        made = audit.bulk_create(Office, [Office(code=code, name="1") for code in people], by=lambda office: people[office.code])
        for office in made:
            office.name = "2"
        audit.bulk_update(Office, made, ["name"], by=lambda office: people[office.code])
        audit.bulk_update(Office, Office.objects.filter(code="x"), ["name"])
    rows = Office.history.filter(history_operation="many", history_change_reason="test")
    told = [("x", "+", "ann", 1), ("y", "+", "bo", None), ("x", "~", "ann", 1), ("y", "~", "bo", None), ("x", "~", "mei", 7)]
    assert list(rows.order_by("history_id").values_list("code", "history_type", "history_username", "history_user_id")) == told


def test_a_guarded_update_has_one_winner(db: None) -> None:
    office = company.office(name="Old")
    guard = Office.objects.filter(pk=office.pk, name="Old")
    with audit.operation(MEI, id="guard"):
        assert audit.update(guard, name="New") == 1
        assert audit.update(guard, name="Newer") == 0
    assert list(Office.history.filter(history_operation="guard").values_list("name", flat=True)) == ["New"]


def test_what_is_rolled_back_leaves_no_history(db: None) -> None:
    office = company.office("taken")
    before = Office.history.count()
    with pytest.raises(IntegrityError):
        audit.bulk_create(Office, [Office(code="free", name="a"), Office(code="taken", name="b")])
    assert Office.history.count() == before
    assert list(Office.objects.all()) == [office]


def test_the_username_outlives_the_account(db: None) -> None:
    account = company.account(username="leaver")
    with audit.operation(Actor(username=account.username, account_id=account.pk)):
        office = company.office()
    account.is_active = False
    account.save()
    assert office.history.get().history_username == "leaver"
