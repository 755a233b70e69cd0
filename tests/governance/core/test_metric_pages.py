"""A page per metric: how it is computed, its value for a subject and a day, the rows behind it, and nothing a reader may not see."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from governance.core import metrics
from governance.core.actor import Actor
from governance.core.metrics import Direction, Measurement, Metric, Rows, Subject, SubjectKind, SubjectNames, Unit
from governance.core.roles import Role
from governance.organisation.models import Office
from tests import company

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 6, 1)
CORRECTED = datetime(2026, 6, 10, tzinfo=UTC)


def reach(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Mapping[tuple[Subject, date], Measurement]:
    """12 of 20 on the Monday, 15 of 20 once the correction was recorded; other days cannot be told."""
    users = 12 if known_at and known_at < CORRECTED else 15
    known = Measurement(Decimal(users * 5), Decimal(users), Decimal(20), 20, CORRECTED)
    return {(one, day): known if day == MONDAY else Measurement(None, absent="No usage data.") for one in subjects for day in days}


def people(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    return Rows(["Person", "Actions"], [("P001", 7), ("P002", 31)])


METRIC = Metric(
    "test.reach", "Test reach", "Active ÷ expected.", Unit.PERCENT, Direction.HIGHER, 25, frozenset({SubjectKind.OFFICE}), reach, people,
    what="adoption", rows_what="person_usage",
)  # fmt: skip


@pytest.fixture(autouse=True)
def one_metric(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Only this metric is registered, and offices are named as the reader may see them."""
    monkeypatch.setattr(metrics, "_metrics", {METRIC.code: METRIC})
    names = SubjectNames(SubjectKind.OFFICE, lambda actor: dict(Office.objects.values_list("pk", "name")))
    monkeypatch.setattr(metrics, "_names", {SubjectKind.OFFICE: names})
    yield


@pytest.fixture
def chengdu() -> Office:
    return company.office("CD", name="Chengdu")


def page(client: Client, query: str = "") -> str:
    response = client.get("/metrics/test.reach/" + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_list_leads_to_every_metric_and_says_how_it_is_computed(signed_in: Callable[..., Client]) -> None:
    html = signed_in(Role.SPONSOR).get("/metrics/").content.decode()
    assert 'href="/metrics/test.reach/"' in html
    assert "Active ÷ expected." in html


def test_a_metric_names_those_who_see_it_and_how_far_their_right_reaches(signed_in: Callable[..., Client]) -> None:
    html = page(signed_in(Role.SPONSOR))
    assert "Office head (own office)" in html
    assert "Staff (own figures)" in html


def test_the_list_downloads_as_a_spreadsheet(signed_in: Callable[..., Client]) -> None:
    response = signed_in(Role.SPONSOR).get("/metrics/?export=xlsx")
    assert "spreadsheet" in response.headers["Content-Type"]


def test_a_value_shows_its_arithmetic_its_sample_and_the_time_of_its_data(signed_in: Callable[..., Client], chengdu: Office) -> None:
    html = page(signed_in(Role.SPONSOR), f"?subject=office:{chengdu.pk}&day=2026-06-01")
    assert "Chengdu, 1 Jun 2026: <strong>75.0%</strong>" in html
    assert "15 ÷ 20 = 75.0%" in html
    assert "10 Jun 2026, 08:00" in html


def test_an_earlier_instant_shows_what_was_known_then_with_a_banner(signed_in: Callable[..., Client], chengdu: Office) -> None:
    html = page(signed_in(Role.SPONSOR), f"?subject=office:{chengdu.pk}&day=2026-06-01&known_at=2026-06-05T12:00")
    assert "12 ÷ 20 = 60.0%" in html
    assert "As known on <strong>5 Jun 2026, 12:00</strong>" in html


def test_a_value_that_cannot_be_told_says_why_and_is_not_nought(signed_in: Callable[..., Client], chengdu: Office) -> None:
    html = page(signed_in(Role.SPONSOR), f"?subject=office:{chengdu.pk}&day=2026-06-02")
    assert "<strong>cannot be told</strong>. No usage data." in html
    assert "0.0%" not in html


def test_a_small_sample_is_called_out(signed_in: Callable[..., Client], chengdu: Office) -> None:
    html = page(signed_in(Role.SPONSOR), f"?subject=office:{chengdu.pk}&day=2026-06-01")
    assert "fewer than the least sample of 25" in html


def test_rows_behind_a_value_are_for_those_who_may_see_them(signed_in: Callable[..., Client], chengdu: Office) -> None:
    query = f"?subject=office:{chengdu.pk}&day=2026-06-01"
    assert "P002" in page(signed_in(Role.PROJECT_OFFICE), query)
    html = page(signed_in(Role.SPONSOR), query)
    assert "P002" not in strip_tags(html)
    assert "not the rows behind it" in html


def test_rows_behind_a_value_sort_and_download(signed_in: Callable[..., Client], chengdu: Office) -> None:
    client, query = signed_in(Role.PROJECT_OFFICE), f"?subject=office:{chengdu.pk}&day=2026-06-01"
    html = page(client, query + "&rows-sort=-c1")
    assert html.index("P002") < html.index("P001")
    response = client.get("/metrics/test.reach/" + query + "&rows-export=csv")
    assert "P001,7" in b"".join(response).decode("utf-8-sig")  # type: ignore[arg-type]


def test_rows_are_not_downloaded_by_those_who_may_not_see_them(signed_in: Callable[..., Client], chengdu: Office) -> None:
    response = signed_in(Role.SPONSOR).get(f"/metrics/test.reach/?subject=office:{chengdu.pk}&day=2026-06-01&rows-export=csv")
    assert "P001" not in strip_tags(response.content.decode())


def test_an_office_head_asks_about_the_own_office_only(signed_in: Callable[..., Client], chengdu: Office) -> None:
    other = company.office("HB", name="Harbin")
    html = page(signed_in(Role.OFFICE_HEAD, office=chengdu), f"?subject=office:{other.pk}&day=2026-06-01")
    assert "Harbin" not in html
    assert "75.0%" not in html


def test_wrong_input_is_told_beside_its_field_and_kept(signed_in: Callable[..., Client], chengdu: Office) -> None:
    html = page(signed_in(Role.SPONSOR), f"?subject=office:{chengdu.pk}&day=2026-13-01")
    assert "Enter a valid date." in html
    assert 'value="2026-13-01"' in html


def test_without_a_subject_the_page_still_says_how_the_figure_is_computed(signed_in: Callable[..., Client]) -> None:
    html = page(signed_in(Role.SPONSOR))
    assert "Active ÷ expected." in html
    assert "Nothing to measure yet" in html


def test_an_unknown_metric_is_not_found(signed_in: Callable[..., Client]) -> None:
    assert signed_in(Role.SPONSOR).get("/metrics/no.such/").status_code == 404


@pytest.mark.parametrize("role", [Role.VENDOR, Role.STAFF])
def test_those_without_the_right_are_refused(signed_in: Callable[..., Client], role: Role) -> None:
    assert signed_in(role).get("/metrics/").status_code == 403
    assert signed_in(role).get("/metrics/test.reach/").status_code == 403


def test_the_queries_of_a_page_do_not_grow_with_the_offices(signed_in: Callable[..., Client], chengdu: Office) -> None:
    client = signed_in(Role.SPONSOR)
    page(client)
    with CaptureQueriesContext(connection) as of_one:
        page(client)
    for number in range(40):
        company.office(f"N{number}")
    with CaptureQueriesContext(connection) as of_many:
        page(client)
    assert len(of_many) == len(of_one)
