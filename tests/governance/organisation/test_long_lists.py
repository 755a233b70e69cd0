"""Lists of thousands of people: a page reads a page of them, and filter, sort, search and export work on all."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from governance.core import audit
from governance.core.actor import Actor, Grant, system_actor
from governance.core.roles import Role
from governance.organisation.directory import state_of
from governance.organisation.everything import Everything
from governance.organisation.listing import people_listed
from governance.organisation.models import Absence, Identity, Membership, Office, Person
from governance.organisation.selectors import people_names
from tests import company

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)
PAGES = ("/organisation/people/", "/organisation/notices/")


@pytest.fixture(autouse=True)
def operation() -> Iterator[None]:
    with audit.operation(system_actor("tests")):
        yield


def crowd(count: int, office: Office, *, mark: str) -> None:
    """So many people of an office, written together."""
    people = [Person(pseudonym=f"{mark}{n:05}", employee_number=f"{mark}-{n:05}", joined_on=company.LONG_AGO) for n in range(count)]
    made = audit.bulk_create(Person, people)
    Identity.objects.bulk_create([Identity(person=one, name=f"Name {one.pseudonym}") for one in made])
    places = [Membership(person=one, office=office, first_day=company.LONG_AGO, recorded_at=company.RECORDED) for one in made]
    audit.bulk_create(Membership, places)


@contextmanager
def reading(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, int]]:
    """How many people were taken out of the database meanwhile, and how many questions it was asked."""
    found = {"people": 0, "queries": 0}
    load = Person.from_db.__func__  # type: ignore[attr-defined]

    def counted(cls: type[Person], *args: Any, **kwargs: Any) -> Person:
        found["people"] += 1
        return load(cls, *args, **kwargs)

    with monkeypatch.context() as patched, CaptureQueriesContext(connection) as asked:
        patched.setattr(Person, "from_db", classmethod(counted))
        yield found
    found["queries"] = len(asked)


def exported(client: Client, address: str) -> list[list[str]]:
    text = b"".join(client.get(address)).decode("utf-8-sig")
    return list(csv.reader(StringIO(text)))[1:]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_many_reads_no_more_than_a_page_of_few(address: str, signed_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(Role.PROJECT_OFFICE)
    crowd(60, company.office("N"), mark="A")
    client.get(address)
    with reading(monkeypatch) as few:
        client.get(address)
    crowd(700, company.office("S"), mark="B")
    with reading(monkeypatch) as many:
        response = client.get(address)
    assert many == few and 0 < many["people"] < 70
    assert "Name B" not in response.content.decode()


def test_search_filter_sort_and_export_work_on_everybody(signed_in: Any) -> None:
    client = signed_in(Role.PROJECT_OFFICE)
    crowd(80, company.office("N", name="North"), mark="A")
    crowd(80, company.office("S", name="South"), mark="B")
    assert len(exported(client, "/organisation/people/?people-export=csv")) == 161
    south = exported(client, "/organisation/people/?people-export=csv&people-office=South&people-sort=-number")
    assert [row[1] for row in south] == [f"B-{n:05}" for n in reversed(range(80))]
    assert [row[0] for row in exported(client, "/organisation/people/?people-export=csv&people-q=b00079")] == ["Name B00079"]
    last = client.get("/organisation/people/?people-sort=name&people-page=4").content.decode()
    assert "Name B00079" in last and "Name A00000" not in last


def test_the_changes_of_all_rooms_are_paged_by_the_database(signed_in: Any) -> None:
    client = signed_in(Role.AUDITOR)
    north = company.office("N")
    address = "/organisation/history/?kind=organisation.person"
    crowd(60, north, mark="A")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    crowd(600, north, mark="B")
    with CaptureQueriesContext(connection) as many:
        page = client.get(address).content.decode()
    assert len(many) == len(few)
    read = [query["sql"] for query in many if "historicalperson" in query["sql"]]
    assert all("LIMIT 50" in sql or "COUNT(" in sql or "history_id" in sql for sql in read)
    assert page.count("<tr") == 51
    assert "Name B00599" in page and "Name A00000" not in page
    oldest = client.get(f"{address}&changes-sort=when").content.decode()
    assert "Name A00000" in oldest and "Name B00599" not in oldest


def test_pages_of_changes_neither_repeat_nor_miss_one(signed_in: Any) -> None:
    """Also where hundreds bear the same instant, as what an import writes."""
    crowd(120, company.office("N"), mark="A")
    Person.history.update(history_date=company.NOW)
    actor = Actor("a", grants=(Grant(Role.AUDITOR),))
    everything = Everything(actor)
    pages = [row for begin in range(0, len(everything), 50) for row in everything[begin : begin + 50]]
    keys = [(row.key, row.row) for row in pages]
    assert len(keys) == len(set(keys)) == len(everything)
    assert keys == [(row.key, row.row) for row in everything]
    assert [row.when for row in pages] == sorted((row.when for row in pages), reverse=True)


def test_changes_are_narrowed_and_exported_as_a_whole(signed_in: Any) -> None:
    client = signed_in(Role.AUDITOR)
    crowd(70, company.office("N"), mark="A")
    with audit.operation(Actor("mei"), reason="Found in the cellar"):
        company.office("CELLAR")
    assert len(exported(client, "/organisation/history/?changes-export=csv&kind=organisation.person")) >= 70
    found = exported(client, "/organisation/history/?changes-export=csv&changes-q=cellar")
    assert [(row[1], row[6]) for row in found] == [("mei", "Found in the cellar")]
    assert len(exported(client, "/organisation/history/?changes-export=csv&who=mei")) == 1
    assert exported(client, "/organisation/history/?changes-export=csv&since=2099-01-01") == []


def test_the_database_says_of_each_what_the_record_of_one_says() -> None:
    north, south = company.office("N", name="North", name_zh="北"), company.office("S", name="South")
    away = company.person("Away", at=north)
    company.absence(away, DAY, DAY)
    moved = company.person("Mover", at=north)
    company.moves(moved, south, date(2026, 3, 1))
    comes = company.person("Later", at=south, first_day=date(2026, 9, 1))
    gone = company.person("Gone", at=south, left_on=date(2026, 5, 31))
    unsure = company.person("Unsure", confirmed=False)
    Identity.objects.filter(person=unsure).update(name="", name_zh="")
    project = Actor("p", grants=(Grant(Role.PROJECT_OFFICE),))
    head = Actor("h", grants=(Grant(Role.OFFICE_HEAD, frozenset({north.pk})),))
    sponsor = Actor("s", grants=(Grant(Role.SPONSOR),))
    on_leave = set(Absence.objects.current().on(DAY).values_list("person_id", flat=True))
    for language in ("en", "zh-hans"):
        for actor in (project, head, sponsor):
            with translation.override(language):
                rows = {row.pk: row for row in people_listed(actor, DAY)}
                assert {pk: row.name for pk, row in rows.items()} == people_names(rows, actor)
                assert all(row.state == state_of(row, DAY, on_leave) for row in rows.values())
                assert all((row.number == "") == (row.name == row.pseudonym) for row in rows.values())
    with translation.override("zh-hans"):
        rows = {row.pk: row for row in people_listed(project, DAY)}
        assert [rows[one.pk].office for one in (away, moved, comes, gone, unsure)] == ["北", "South", "South", "South", ""]
    assert set(people_listed(head, DAY).values_list("pk", flat=True)) == {away.pk, moved.pk}
    assert [row.pk for row in people_listed(project, DAY, office_ids=[south.pk])] == [moved.pk, gone.pk]


def test_whoever_is_shown_by_pseudonym_is_not_found_by_name_or_number(signed_in: Any) -> None:
    client = signed_in(Role.SPONSOR)
    secret = company.person("Hidden Name", at=company.office("N"))
    for sought in ("Hidden", str(secret.employee_number)):
        assert exported(client, f"/organisation/people/?people-export=csv&people-q={sought}") == []
    assert exported(client, f"/organisation/people/?people-export=csv&people-q={secret.pseudonym}")[0][0] == secret.pseudonym
