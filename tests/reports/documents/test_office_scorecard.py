"""The office scorecard: adoption beside the KPIs on the page and on paper, from figures frozen together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from governance.core import metrics
from governance.core.actor import Actor, Grant
from governance.core.documents.models import Document, Snapshot
from governance.core.errors import InvalidInput, NotAllowed
from governance.core.metrics import Measurement
from governance.core.roles import Role
from governance.organisation.models import Office
from reports.documents import scorecards
from reports.documents.scorecards import make_office_scorecard
from rollout.kpis import actions
from rollout.kpis.actions import Entry
from rollout.kpis.models import ValueKind
from rollout.staging.stages import Stage
from tests import company
from tests.papers.sound import sound
from tests.reports import pretend
from tests.rollout.kpis.conftest import COMPLETE
from tests.rollout.kpis.sheets import PROJECT

SignIn = Callable[..., Client]
SPONSOR = Actor("sun", grants=(Grant(Role.SPONSOR),))


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


@pytest.fixture
def office(db: None, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Live since March, one KPI at 110 of 100 in June."""
    pretend.register(monkeypatch)
    monkeypatch.setattr("django.utils.timezone.now", lambda: pretend.AT)
    made = company.office("NORTH", name="North", name_zh="北方")
    company.in_rollout(made, company.wave(company.programme(), 1), Stage.LIVE, live_on=date(2026, 3, 10))
    kpi = actions.define(code="won", owner=company.person("Zhao Min"), actor=PROJECT, at=pretend.AT, **COMPLETE)
    actions.activate(kpi, actor=PROJECT, at=pretend.AT)
    told = {(1, ValueKind.ACTUAL): 80, (2, ValueKind.ACTUAL): 90, (6, ValueKind.ACTUAL): 110, (6, ValueKind.PLAN): 100}
    entries = [Entry(kpi.pk, made.pk, date(2026, month, 1), kind, Decimal(value)) for (month, kind), value in told.items()]
    entries += [Entry(kpi.pk, made.pk, date(2026, 4, 1), ValueKind.ACTUAL, Decimal(100))]
    actions.enter(entries, actor=PROJECT, at=pretend.AT - timedelta(days=2))
    return made


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out drawing, the slow part."""
    monkeypatch.setattr(scorecards, "svgs", lambda charts, language: {chart.code: None for chart in charts})


def test_the_page_shows_adoption_beside_the_kpis(signed_in: SignIn, office: Office) -> None:
    page = text(signed_in(Role.OFFICE_HEAD, office=office).get(reverse("dashboards:scorecard", args=[office.pk])))
    assert "1 of 1 KPI plans kept last month" in page
    assert "Value of deals won" in page and "110.0%" in page and "June 2026" in page
    assert "¥85" in page and "¥105" in page and "+" in page
    assert reverse("documents:scorecards", args=[office.pk]) in page


def test_the_week_told_ends_on_its_sunday_and_not_on_the_day_of_the_card(signed_in: SignIn, office: Office, fast: None) -> None:
    assert "Week to 28 Jun 2026" in text(signed_in(Role.SPONSOR).get(reverse("dashboards:scorecard", args=[office.pk])))
    (made,) = make_office_scorecard(office, day=pretend.DAY, languages=["en"], actor=SPONSOR, at=pretend.AT)
    sound(scorecards.render(made.snapshot, "en")[1], "en", says=["Week to 28 Jun 2026"])


def test_an_earlier_day_shows_what_was_known(signed_in: SignIn, office: Office) -> None:
    page = text(signed_in(Role.SPONSOR).get(reverse("dashboards:scorecard", args=[office.pk]) + "?known_at=2026-06-01"))
    assert "As known on" in page and "110.0%" not in page


def test_it_is_closed_to_others(signed_in: SignIn, office: Office) -> None:
    elsewhere = signed_in(Role.OFFICE_HEAD, office=company.office("SOUTH"))
    for name in ("dashboards:scorecard", "documents:scorecards"):
        address = reverse(name, args=[office.pk])
        assert elsewhere.get(address).status_code == 404
        for role in (Role.STAFF, Role.VENDOR, Role.TRAINER):
            assert signed_in(role, office=office).get(address).status_code == 403


def test_it_is_frozen_and_set_in_three_languages(office: Office, fast: None) -> None:
    languages = ["en", "zh-hans", "zh-hant"]
    made = make_office_scorecard(office, day=pretend.DAY, languages=languages, actor=SPONSOR, at=pretend.AT)
    assert Snapshot.objects.filter(kind="office_scorecard").count() == 1
    frozen = made[0].snapshot.figures
    assert (frozen["kpis"][0]["attained"], frozen["kpis"][0]["before"], frozen["kpis"][0]["after"]) == ("110.0", "85", "105")
    assert "北方" in made[1].title
    for document in made:
        title, pdf = scorecards.render(document.snapshot, document.language)
        assert title == document.title
        sound(pdf, document.language, says=["North" if document.language == "en" else "北方", "110.0%"])
    again = make_office_scorecard(office, day=pretend.DAY, languages=["en"], actor=SPONSOR, at=pretend.AT)
    assert again[0].sha256 == made[0].sha256


def test_the_paper_reads_nothing_but_the_frozen_figures(
    office: Office, fast: None, django_assert_num_queries: Callable[[int], Any]
) -> None:
    made = make_office_scorecard(office, day=pretend.DAY, languages=["en"], actor=SPONSOR, at=pretend.AT)[0]
    with django_assert_num_queries(0):
        scorecards.render(made.snapshot, "zh-hans")


def test_denied_and_impossible_days_leave_nothing(office: Office, fast: None) -> None:
    stranger = Actor("li", grants=(Grant(Role.OFFICE_HEAD, frozenset({office.pk + 1000})),))
    with pytest.raises(NotAllowed):
        make_office_scorecard(office, day=pretend.DAY, languages=["en"], actor=stranger, at=pretend.AT)
    with pytest.raises(InvalidInput):
        make_office_scorecard(office, day=pretend.DAY + timedelta(days=2), languages=["en"], actor=SPONSOR, at=pretend.AT)
    assert not Document.objects.exists()


def test_made_from_the_page_and_downloaded(signed_in: SignIn, office: Office, fast: None) -> None:
    client = signed_in(Role.OFFICE_HEAD, office=office)
    listed = reverse("documents:scorecards", args=[office.pk])
    assert "Choose at least one language." in text(client.post(reverse("documents:scorecard_make", args=[office.pk]), {}, follow=True))
    client.post(reverse("documents:scorecard_make", args=[office.pk]), {"languages": ["en", "zh-hant"]})
    documents = list(Document.objects.all())
    assert len(documents) == 2 and "scorecard" in text(client.get(listed))
    for document in documents:
        answer = client.get(reverse("documents:scorecard", args=[office.pk, document.pk]))
        assert answer.content.startswith(b"%PDF") and f"-{document.language}.pdf" in answer["Content-Disposition"]
    other = company.office("NORTH-2")
    assert signed_in(Role.SPONSOR).get(reverse("documents:scorecard", args=[other.pk, documents[0].pk])).status_code == 404


def test_a_small_offices_paper_stays_with_its_people(
    signed_in: SignIn, office: Office, fast: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def measure(subjects: Any, days: Any, known_at: Any) -> dict[Any, Measurement]:
        return {(subject, day): Measurement(Decimal(80), detail={"small": True}) for subject in subjects for day in days}

    monkeypatch.setitem(metrics._metrics, "adoption.score", replace(metrics.get("adoption.score"), measure=measure))
    head = Actor("head", grants=(Grant(Role.OFFICE_HEAD, frozenset({office.pk})),))
    made = make_office_scorecard(office, day=pretend.DAY, languages=["en"], actor=head, at=pretend.AT)[0]
    address = reverse("documents:scorecard", args=[office.pk, made.pk])
    assert signed_in(Role.OFFICE_HEAD, office=office).get(address).status_code == 200
    sponsor = signed_in(Role.SPONSOR)
    assert sponsor.get(address).status_code == 404
    shown = text(sponsor.get(reverse("core:verify"), {"fingerprint": made.snapshot.sha256}))
    assert "adoption.score" not in shown
