"""What the record says of going live: the sentence, its limits, the planner and the lot."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from governance.core.actor import Actor
from governance.core.errors import InvalidInput, NotAllowed
from governance.core.roles import Role
from rollout.kpis import actions, saying
from rollout.kpis.actions import Entry
from rollout.kpis.effect import Comparison, drawn_order
from rollout.kpis.models import Drawing, Kpi, ValueKind
from rollout.kpis.rules import later
from rollout.kpis.selectors import finding
from rollout.staging.stages import Stage
from tests import company

NOW = company.NOW
FIRST = date(2025, 1, 1)
MONTHS = 16


@pytest.fixture
def offices(db: None) -> list[object]:
    """Twelve offices of which nine go live, three each in the months 6, 8 and 10 (from 0)."""
    programme = company.programme()
    wave = company.wave(programme, 1)
    made = [company.office(f"K{n:02}") for n in range(12)]
    for place, office in enumerate(made[:9]):
        company.in_rollout(office, wave, Stage.LIVE, live_on=later(FIRST, 6 + 2 * (place // 3)) + timedelta(days=9))
    for office in made[9:]:
        company.in_rollout(office, wave)
    return made


def fill(kpi: Kpi, offices: list[object], actor: Actor, *, effect: float, seed: int = 3) -> None:
    random = np.random.default_rng(seed)
    entries = []
    for place, office in enumerate(offices):
        for n in range(MONTHS):
            live = place < 9 and n >= 6 + 2 * (place // 3)
            value = Decimal(str(round(100 + 5 * place + random.normal() + (effect if live else 0), 2)))
            entries.append(Entry(kpi.pk, office.pk, later(FIRST, n), ValueKind.ACTUAL, value))  # type: ignore[attr-defined]
    actions.enter(entries, actor=actor, at=NOW)


def test_a_real_change_is_found_and_said_with_care(kpi: Kpi, offices: list[object], project_office: Actor) -> None:
    fill(kpi, offices, project_office, effect=8)
    found = finding(kpi, Comparison.NOT_YET_LIVE)
    assert found.overall is not None
    assert found.overall.observed == pytest.approx(8, abs=1)
    assert found.overall.p < 0.01
    assert "associated with" in saying.sentence(found)
    assert any("chosen" in line for line in saying.cannot_say(found))


def test_no_change_is_not_made_into_one(kpi: Kpi, offices: list[object], project_office: Actor) -> None:
    fill(kpi, offices, project_office, effect=0)
    found = finding(kpi, Comparison.NOT_YET_LIVE)
    assert found.overall is not None
    assert found.overall.p > 0.05
    assert "beyond chance" in saying.sentence(found)


def test_the_same_record_prints_the_same_figures(kpi: Kpi, offices: list[object], project_office: Actor) -> None:
    fill(kpi, offices, project_office, effect=1)
    assert finding(kpi, Comparison.NOT_YET_LIVE).chances == finding(kpi, Comparison.NOT_YET_LIVE).chances


def test_so_few_offices_that_nothing_could_show_are_not_called_unchanged(kpi: Kpi, offices: list[object], project_office: Actor) -> None:
    """Three offices, each live in another month or never: six ways to deal the dates, so no p-value below a sixth."""
    fill(kpi, [offices[0], offices[3], offices[9]], project_office, effect=40)
    for whole in (True, False):
        found = finding(kpi, Comparison.NOT_YET_LIVE, whole=whole)
        assert found.overall is not None and found.overall.complete and found.overall.deals == 6
        assert "cannot be told from chance" in saying.sentence(found) and "No change" not in saying.sentence(found)
    assert any("in all 6 ways" in line for line in saying.rests_on(found))
    assert any("0.167" in line for line in saying.cannot_say(found))


@pytest.mark.parametrize("effect", [0, 8])
def test_what_is_read_for_the_sentence_alone_says_the_same(kpi: Kpi, offices: list[object], project_office: Actor, effect: float) -> None:
    fill(kpi, offices, project_office, effect=effect)
    whole, short = finding(kpi, Comparison.NOT_YET_LIVE), finding(kpi, Comparison.NOT_YET_LIVE, whole=False)
    assert (short.overall, short.before, short.by_lot) == (whole.overall, whole.before, whole.by_lot)
    assert saying.sentence(short) == saying.sentence(whole) and saying.cannot_say(short) == saying.cannot_say(whole)
    assert whole.points is not None and short.points is None


def test_what_came_in_later_is_not_in_an_earlier_day(kpi: Kpi, offices: list[object], project_office: Actor) -> None:
    fill(kpi, offices, project_office, effect=8)
    assert finding(kpi, Comparison.NOT_YET_LIVE, known_at=NOW - timedelta(days=1)).overall is None


def test_where_nobody_is_left_to_compare_with_it_says_so(kpi: Kpi, offices: list[object], project_office: Actor) -> None:
    fill(kpi, offices[:9], project_office, effect=8)
    found = finding(kpi, Comparison.NEVER_LIVE)
    assert found.overall is None
    assert "none is left" in str(found.cannot)


def test_an_office_that_lacks_a_month_is_left_out_and_counted(kpi: Kpi, offices: list[object], project_office: Actor) -> None:
    fill(kpi, offices, project_office, effect=8)
    gap = Entry(kpi.pk, offices[0].pk, later(FIRST, 3), ValueKind.ACTUAL, None)  # type: ignore[attr-defined]
    actions.enter([gap], actor=project_office, at=NOW + timedelta(days=1))
    found = finding(kpi, Comparison.NOT_YET_LIVE)
    assert found.material.incomplete == [offices[0].pk]  # type: ignore[attr-defined]
    assert any("lacks a month" in line for line in saying.rests_on(found))


WAVES = [["K00", "K01", "K02"], ["K03", "K04", "K05"], ["K06", "K07", "K08"], ["K09", "K10", "K11"]]
# The first three offices went live on 10 July 2025; by the programme's clock this is the evening before, and the day itself.
IN_TIME = datetime(2025, 7, 9, 15, 59, tzinfo=UTC)
TOO_LATE = IN_TIME + timedelta(minutes=1)


def drawn(waves: list[list[str]], at: datetime) -> Drawing:
    return Drawing.objects.create(seed="x", codes=sorted(sum(waves, [])), sizes=[3] * 4, waves=waves, recorded_at=at)


def by_lot(kpi: Kpi) -> bool:
    return finding(kpi, Comparison.NOT_YET_LIVE).by_lot


def test_an_order_drawn_by_lot_and_followed_may_be_called_a_cause(kpi: Kpi, offices: list[object], project_office: Actor) -> None:
    fill(kpi, offices, project_office, effect=8)
    assert not by_lot(kpi)
    drawn(WAVES, IN_TIME)
    found = finding(kpi, Comparison.NOT_YET_LIVE)
    assert found.by_lot
    assert "drawn by lot" in saying.sentence(found)


def test_an_order_drawn_once_an_office_was_live_is_no_lot(kpi: Kpi, offices: list[object], project_office: Actor) -> None:
    fill(kpi, offices, project_office, effect=8)
    drawn(WAVES, TOO_LATE)
    assert "associated with" in saying.sentence(finding(kpi, Comparison.NOT_YET_LIVE))


def test_an_order_that_was_not_followed_is_no_lot(kpi: Kpi, offices: list[object], project_office: Actor) -> None:
    fill(kpi, offices, project_office, effect=8)
    drawn([WAVES[1], WAVES[0], *WAVES[2:]], IN_TIME)
    assert not by_lot(kpi)


def test_whoever_draws_until_it_suits_has_chosen(kpi: Kpi, offices: list[object], project_office: Actor) -> None:
    fill(kpi, offices, project_office, effect=8)
    drawn([WAVES[1], WAVES[0], *WAVES[2:]], IN_TIME - timedelta(days=2))
    drawn(WAVES, IN_TIME - timedelta(days=1))
    assert not by_lot(kpi)


# ------------------------------------------------------------------ pages


@pytest.fixture
def client(signed_in: Callable[..., Client]) -> Client:
    return signed_in(Role.PROJECT_OFFICE)


def test_the_page_says_the_sentence_and_shows_the_picture(client: Client, kpi: Kpi, offices: list[object], project_office: Actor) -> None:
    fill(kpi, offices, project_office, effect=8)
    for query in ("", "?comparison=never", "?comparison=hocus"):
        page = client.get(reverse("kpis:effect", args=[kpi.pk]) + query)
        assert page.status_code == 200
        assert "associated with" in page.content.decode()
    assert kpi.name in client.get(reverse("kpis:effects")).content.decode()


def test_the_page_without_values_says_what_is_lacking(client: Client, kpi: Kpi, offices: list[object]) -> None:
    page = client.get(reverse("kpis:effect", args=[kpi.pk]))
    assert "three months" in page.content.decode()


def test_the_planner_answers_in_the_kpis_unit(client: Client, kpi: Kpi, offices: list[object], project_office: Actor) -> None:
    fill(kpi, offices, project_office, effect=0)
    page = client.get(reverse("kpis:planner"), {"kpi": kpi.pk, "sizes": "3, 3", "apart": 1, "comparison": "not_yet"})
    assert re.search(r"An effect of <strong>.+</strong>", page.content.decode())
    refused = client.get(reverse("kpis:planner"), {"kpi": kpi.pk, "sizes": "1 1 1 1 1 1", "apart": 1, "comparison": "not_yet"})
    assert "This plan spans 8 months" in refused.content.decode()
    for wrong in ("", "many", "0", "50"):
        assert client.get(reverse("kpis:planner"), {"kpi": kpi.pk, "sizes": wrong, "apart": 1, "comparison": "not_yet"}).status_code == 200


def test_an_order_is_drawn_on_the_page_and_can_be_drawn_again(client: Client, offices: list[object]) -> None:
    ids = [office.pk for office in offices[:6]]  # type: ignore[attr-defined]
    page = client.post(reverse("kpis:draw_new"), {"seed": "lottery 12 31 44", "sizes": "2 4", "offices": ids}, follow=True)
    drawn = Drawing.objects.get()
    assert sum(drawn.waves, []) == drawn_order([f"K{n:02}" for n in range(6)], "lottery 12 31 44")
    assert [len(wave) for wave in drawn.waves] == [2, 4]
    assert "lottery 12 31 44" in page.content.decode()
    wrong = client.post(reverse("kpis:draw_new"), {"seed": "again", "sizes": "2 2", "offices": ids})
    assert "4 offices together, and 6 take part" in wrong.content.decode()
    assert Drawing.objects.count() == 1


def test_only_the_project_office_draws(offices: list[object], sponsor: Actor, project_office: Actor) -> None:
    with pytest.raises(NotAllowed):
        actions.draw(["K00"], [1], seed="x", actor=sponsor, at=NOW)
    with pytest.raises(InvalidInput):
        actions.draw(["K00"], [1], seed=" ", actor=project_office, at=NOW)
    assert not Drawing.objects.exists()


def test_an_office_head_does_not_see_the_effect(signed_in: Callable[..., Client], offices: list[object]) -> None:
    assert signed_in(Role.OFFICE_HEAD, office=offices[0]).get(reverse("kpis:effects")).status_code == 403


@pytest.mark.parametrize(("size", "shown"), [(10, True), (9, False)])
def test_standard_errors_stand_only_where_every_group_has_ten_offices(
    kpi: Kpi, project_office: Actor, signed_in: Callable[..., Client], size: int, shown: bool
) -> None:
    wave = company.wave(company.programme(), 1)
    made = [company.office(f"K{n:02}") for n in range(20)]
    for office in made[:size]:
        company.in_rollout(office, wave, Stage.LIVE, live_on=later(FIRST, 4) + timedelta(days=9))
    random = np.random.default_rng(7)
    entries = [
        Entry(kpi.pk, office.pk, later(FIRST, n), ValueKind.ACTUAL, Decimal(str(round(100 + random.normal(), 2))))
        for office in made
        for n in range(8)
    ]
    actions.enter(entries, actor=project_office, at=NOW)
    assert finding(kpi, Comparison.NOT_YET_LIVE).analytic is shown
    page = signed_in(Role.SPONSOR).get(reverse("kpis:effect", args=[kpi.pk])).content.decode()
    assert ("Standard error" in page) is shown
    assert ("fewer than 10 offices" in page) is not shown
