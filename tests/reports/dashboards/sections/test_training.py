"""The training section: shares from the registry; offices too small to tell are left out; absent before anybody trains."""

from __future__ import annotations

from decimal import Decimal

from governance.core.actor import Actor
from reports.dashboards.sections import Asked, training
from tests import company
from tests.training.clearance.clearing import NOW, PROJECT, TODAY

# The fixtures of the room, by name.
from tests.training.clearance.conftest import Small, done, small  # noqa: F401
from training.clearance.actions import follow


def test_the_share_of_the_cleared_and_no_figure_of_a_small_office(small: Small, sponsor: Actor) -> None:  # noqa: F811
    wave = company.wave(company.programme())
    tiny = company.office("TINY")
    for office in (small.office, tiny):
        company.in_rollout(office, wave)
    for number in range(6):
        person = company.person(f"N{number}", at=small.office)
        if number < 5:
            small.meets_all(person)
    company.person("Alone", at=tiny)
    follow(actor=PROJECT, at=NOW)
    told = training.facts(Asked(TODAY, None, sponsor))
    assert told is not None
    assert [(one["id"], one["some"], one["of"]) for one in told["offices"]] == [(small.office.pk, "5", "7")]
    share = told["figures"]["clearance.cleared_share"]
    assert (share["some"], share["of"]) == ("5", "7")
    assert Decimal(share["value"]).quantize(Decimal("0.1")) == Decimal("71.4")


def test_what_cannot_be_told_says_why_in_each_language(small: Small, sponsor: Actor) -> None:  # noqa: F811
    company.in_rollout(small.office, company.wave(company.programme()))
    company.person("Second", at=small.office)
    told = training.facts(Asked(TODAY, None, sponsor))
    if told is not None:
        assert all(set(one["absent"]) == {"en", "zh-hans", "zh-hant"} for one in told["figures"].values() if one["value"] is None)


def test_without_a_programme_or_anybody_on_duty_it_is_absent(db: None, sponsor: Actor) -> None:
    assert training.facts(Asked(TODAY, None, sponsor)) is None
    company.in_rollout(company.office("EMPTY"), company.wave(company.programme()))
    assert training.facts(Asked(TODAY, None, sponsor)) is None
