"""Who signs in for a vendor: named by the project office for dated days, ended early, never of the client's side."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from governance.contracts.access import vendor_ids
from governance.contracts.actions.vendor_accounts import end_member, name_member
from governance.contracts.models import Vendor, VendorMember
from governance.core.errors import Conflict, InvalidInput, NotAllowed
from governance.core.roles import Role
from governance.organisation.models import Account, Person
from tests import company
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW, TODAY

pytestmark = pytest.mark.django_db
PROJECT = dealing.actor(Role.PROJECT_OFFICE)
FIRST, LAST = date(2026, 6, 1), date(2026, 12, 31)


@pytest.fixture
def account() -> Account:
    return company.account(Role.VENDOR)


@pytest.fixture
def person(account: Account) -> Person:
    assert account.person
    return account.person


def named(vendor: Vendor, person: Person) -> VendorMember:
    return name_member(vendor, person=person, first_day=FIRST, last_day=LAST, actor=PROJECT, at=NOW, reason="letter of 1 June")


def test_a_named_person_signs_in_for_the_vendor_on_those_days_only(person: Person) -> None:
    vendor = dealing.vendor()
    named(vendor, person)
    reader = dealing.actor(Role.VENDOR, person)
    assert [vendor_ids(reader, day) for day in (date(2026, 5, 31), FIRST, LAST, date(2027, 1, 1))] == [[], [vendor.pk], [vendor.pk], []]


def test_only_the_project_office_names_and_ends(person: Person) -> None:
    with pytest.raises(NotAllowed):
        name_member(dealing.vendor(), person=person, first_day=FIRST, actor=dealing.actor(Role.SPONSOR), at=NOW)
    member = named(dealing.vendor(), person)
    with pytest.raises(NotAllowed):
        end_member(member, last_day=TODAY, actor=dealing.actor(Role.VENDOR, person), at=NOW, reason="left")


def test_nobody_of_the_clients_side_signs_in_for_a_vendor() -> None:
    for roles, told in (((Role.VENDOR, Role.PROJECT_OFFICE), "People of the client"), ((), "First give")):
        with pytest.raises(InvalidInput, match=told):
            named(dealing.vendor(), company.account(*roles).person)  # type: ignore[arg-type]


def test_the_same_person_is_not_named_twice_for_the_same_days(person: Person) -> None:
    named(dealing.vendor(), person)
    with pytest.raises(InvalidInput, match="already named"):
        named(dealing.vendor(), person)


def test_ending_early_supersedes_and_keeps_the_history(person: Person) -> None:
    vendor = dealing.vendor()
    member = named(vendor, person)
    ended = end_member(member, last_day=TODAY, actor=PROJECT, at=NOW, reason="left the company")
    assert list(VendorMember.objects.current()) == [ended] and VendorMember.objects.count() == 2
    assert vendor_ids(dealing.actor(Role.VENDOR, person), date(2026, 7, 1)) == []
    told = VendorMember.history.order_by("history_id").values_list("history_username", "history_change_reason")
    assert list(told) == [("project_office", "letter of 1 June"), *[("project_office", "left the company")] * 2]
    with pytest.raises(Conflict):
        end_member(member, last_day=TODAY, actor=PROJECT, at=NOW, reason="again")


def test_an_end_is_earlier_and_says_why(person: Person) -> None:
    member = named(dealing.vendor(), person)
    for last_day, reason in ((LAST, "x"), (date(2026, 5, 1), "x"), (TODAY, " ")):
        with pytest.raises(InvalidInput):
            end_member(member, last_day=last_day, actor=PROJECT, at=NOW, reason=reason)


def test_it_is_done_on_its_pages(signed_in: Callable[..., Client], account: Account, person: Person) -> None:
    client, vendor = signed_in(Role.PROJECT_OFFICE), dealing.vendor()
    typed = {"vendor": vendor.pk, "person": person.pk, "first_day": "2026-01-01"}
    assert client.post(reverse("contracts:member_new"), typed).status_code == 302
    again = client.post(reverse("contracts:member_new"), typed).content.decode()
    assert "Already named for" in again
    page = client.get(reverse("contracts:vendor_accounts")).content.decode()
    assert str(vendor) in page and "signs in now" in page
    end = reverse("contracts:member_end", args=[VendorMember.objects.get().pk])
    assert client.post(end, {"last_day": "2026-02-01", "reason": "left"}).status_code == 302
    assert signed_in(Role.AUDITOR).get(reverse("contracts:member_new")).status_code == 403
