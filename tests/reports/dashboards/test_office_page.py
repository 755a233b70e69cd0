"""The office page: the score with its arithmetic, the trend, the place, who is missing, what stands before the next stage."""

from datetime import timedelta
from decimal import Decimal

import pytest

from governance.core import metrics
from governance.core.errors import NotAllowed
from governance.core.metrics import Measurement, Rows
from governance.core.roles import Role
from reports.dashboards import office as content
from rollout.staging.stages import Stage
from tests import company
from tests.reports import pretend

TERMS = [
    {"component": "reach", "weight": "30", "numerator": 9, "denominator": 12, "missing": ""},
    {"component": "habit", "weight": "25", "numerator": None, "denominator": None, "missing": "no_usage"},
]


def text(response):
    return response.content.decode()


@pytest.fixture
def place(db, monkeypatch):
    """An office in trial use behind a live pilot, on the made-up day, with made-up figures."""
    pretend.register(monkeypatch)
    monkeypatch.setattr("django.utils.timezone.now", lambda: pretend.AT)
    programme = company.programme(capacity=1)
    pilot = company.in_rollout(company.office("PILOT"), company.wave(programme, 0), Stage.LIVE, live_on=pretend.DAY - timedelta(weeks=9))
    other = company.in_rollout(company.office("PARIS"), company.wave(programme, 1), Stage.PREPARING)
    return {"pilot": pilot, "paris": other}


def test_the_head_sees_the_figures_and_what_stands_in_the_way(signed_in, place):
    client, url = signed_in(Role.OFFICE_HEAD, office=place["paris"].office), f"/offices/{place['paris'].office_id}/parts"
    page = text(client.get("/"))
    assert "Adoption by week" in page and "Place among live offices" in page
    for part in ("people", "gate", "kpis", "missing"):
        assert f'hx-get="{url}/{part}/"' in page
    gate = text(client.get(f"{url}/gate/"))
    assert "what stands in the way" in gate and "Pilot office Pilot is not stabilised yet" in gate


@pytest.mark.parametrize("part", ["people", "gate", "kpis", "missing"])
def test_each_part_comes_alone_when_fetched_and_as_a_page_behind_its_link(signed_in, place, part):
    client, url = signed_in(Role.OFFICE_HEAD, office=place["paris"].office), f"/offices/{place['paris'].office_id}/parts/{part}/"
    alone, whole = text(client.get(url, headers={"HX-Request": "true"})), text(client.get(url))
    assert "<html" not in alone and "<html" in whole


def test_the_parts_are_of_the_own_office_alone(signed_in, place):
    client = signed_in(Role.OFFICE_HEAD, office=place["paris"].office)
    assert client.get(f"/offices/{place['pilot'].office_id}/parts/people/").status_code == 404
    assert client.get(f"/offices/{place['paris'].office_id}/parts/nonsense/").status_code == 404


def test_those_who_steer_see_every_office_and_strangers_none(signed_in, place):
    url = f"/offices/{place['pilot'].office_id}/"
    assert signed_in(Role.SPONSOR).get(url).status_code == 200
    assert signed_in(Role.STAFF, office=place["pilot"].office).get(url).status_code == 403
    assert signed_in(Role.SPONSOR).get("/offices/99999/").status_code == 404


def test_figures_link_to_the_rows_behind_them(signed_in, place):
    page = text(signed_in(Role.SPONSOR).get(f"/offices/{place['pilot'].office_id}/"))
    assert f"/metrics/adoption.score/?subject=office%3A{place['pilot'].office_id}&amp;day=2026-06-30" in page


def test_as_known_earlier_has_a_banner(signed_in, place):
    assert "As known on" in text(signed_in(Role.SPONSOR).get(f"/offices/{place['pilot'].office_id}/?known_at=2026-06-01"))


def test_the_arithmetic_shows_each_part_and_what_a_part_lacks():
    reach, habit = content.arithmetic(Measurement(Decimal(75), detail={"terms": TERMS}))
    assert (reach.label, reach.value, reach.counts, reach.weight, reach.points) == ("Reach", "75.0%", "9 of 12", "30", "22.5")
    assert habit.value == habit.points == "–" and habit.counts


def test_the_place_says_of_how_many(place):
    sheet = content.OfficeSheet(
        place["pilot"].office, pretend.DAY, pretend.DAY, {"adoption.rank": Measurement(Decimal(4), denominator=Decimal(12))}, (), None
    )
    assert content.place(sheet) == "4 / 12"


@pytest.fixture
def missing(place, monkeypatch, sponsor):
    def missing(rows):
        sheet = content.OfficeSheet(place["pilot"].office, pretend.DAY, pretend.DAY, {"adoption.reach": Measurement(Decimal(50))}, (), None)
        monkeypatch.setattr(metrics, "rows", rows)
        return content.who_is_missing(sheet, sponsor)

    return missing


def test_who_is_missing_are_those_not_active(missing):
    columns = ["Person", "Own working days", "Of them used", "Needed for habit", "Active"]
    cells = [["Li", 5, 0, 3, "no"], ["Wang", 5, 4, 3, "yes"], ["2 people not shown", "", "", "", ""]]
    found = missing(lambda *args, **kwargs: Rows(columns, cells))
    assert [line[0] for line in found.lines] == ["Li"] and found.notes == ["2 people not shown"]


def test_who_may_not_see_people_is_told_so(missing):
    def refuse(*args, **kwargs):
        raise NotAllowed("Fewer than 5 people.")

    assert missing(refuse).why == "Fewer than 5 people."
    assert "not who" in missing(lambda *args, **kwargs: Rows(["Group", "Number"], [["Counted in", 4]])).why


def test_nobody_is_named_or_hidden_where_everybody_used_it(place, sponsor):
    full = Measurement(Decimal(1), numerator=Decimal(13), denominator=Decimal(13))
    sheet = content.OfficeSheet(place["pilot"].office, pretend.DAY, pretend.DAY, {"adoption.reach": full}, (), None)
    assert content.who_is_missing(sheet, sponsor) == content.Missing()
