"""The sponsor's page: the status in one sentence, its reasons with the way to the rows, every office, in a fixed number of queries."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from governance.core.metrics import Measurement
from governance.core.roles import Role
from governance.organisation.models import Office
from reports.dashboards import sponsor
from reports.dashboards.picture import OfficePicture, Picture
from rollout.staging.stages import Stage
from rollout.staging.status.rules import Book
from tests import company
from tests.query_counts import counted
from tests.reports import pretend


def text(response):
    return response.content.decode()


@pytest.fixture
def page(signed_in, monkeypatch):
    """The page of a sponsor, over the made-up company, on the made-up day."""
    pretend.register(monkeypatch)
    monkeypatch.setattr("django.utils.timezone.now", lambda: pretend.AT)

    def page(path="/", role=Role.SPONSOR, language="en"):
        return signed_in(role, language=language).get(path)

    return page


def test_before_the_programme_it_says_so(page, db):
    assert "No programme has been set up yet." in text(page())


def test_the_first_screen_is_one_sentence_and_the_figures(page, db):
    pretend.offices()
    shown = text(page())
    assert "offices are live, and" in shown and "of those who must use the CRM used it in the last full week" in shown
    for label in ("Offices live", "Reach", "Habit", "Adoption score", "Age of the usage data"):
        assert label in shown


def test_every_reason_links_to_the_rows_behind_it(page, db):
    pretend.offices()
    shown = text(page())
    for callout in shown.split('<div class="callout is-')[1:]:
        assert "Show the rows behind this" in callout.split("</div>\n</div>")[0], callout[:300]


def test_the_table_lists_every_office_or_says_why_it_cannot_be_told(page, db, monkeypatch):
    offices = pretend.offices()
    pretend.register(monkeypatch, absent=[offices[0].pk])
    shown = text(page())
    assert all(f"/offices/{office.pk}/" in shown for office in offices)
    row = shown.split(f'/offices/{offices[0].pk}/"')[1].split("</tr>")[0]
    assert "no roster" in row and "–" in row


def test_the_table_exports_what_it_shows(page, db):
    pretend.offices()
    exported = page("/?offices-export=csv&offices-q=Beijing")
    content = b"".join(exported.streaming_content) if exported.streaming else exported.content
    assert b"Beijing" in content and b"Shanghai" not in content


def test_pictures_carry_their_message_and_their_table(page, db):
    pretend.offices()
    shown = text(page())
    assert "offices are live or further" in shown and "chart-offices_by_stage-figure" in shown and "chart-adoption_trend-figure" in shown


def test_as_known_earlier_has_a_banner_and_the_way_back(page, db):
    pretend.offices()
    shown = text(page("/?known_at=2026-06-01"))
    assert "As known on" in shown and "Show what is known now" in shown


def test_it_reads_in_chinese(page, db):
    pretend.offices()
    shown = text(page(language="zh-hans"))
    assert 'lang="zh-Hans"' in shown and "北京" in shown


def test_the_report_can_be_downloaded_from_here(page, db):
    pretend.offices()
    assert 'href="/documents/"' in text(page())


@pytest.mark.parametrize("role", [Role.VENDOR, Role.STAFF, Role.OFFICE_HEAD, Role.TRAINER])
def test_others_do_not_open_it(page, db, role):
    assert page("/status/", role=role).status_code == 403


@pytest.mark.parametrize("count", [33, 330])
def test_the_number_of_queries_does_not_grow_with_offices(page, signed_in, db, count):
    pretend.offices(count)
    client = signed_in(Role.SPONSOR)
    client.get("/")
    with counted("sponsor page") as queries:
        client.get("/")
    assert len(queries) < 30


@pytest.mark.parametrize("count", [33, 66])
def test_nor_do_they_with_the_figures_of_adoption_themselves(signed_in, db, monkeypatch, count):
    monkeypatch.setattr("django.utils.timezone.now", lambda: pretend.AT)
    pretend.offices(count)
    client = signed_in(Role.SPONSOR)
    client.get("/")
    with counted("sponsor page, figures of adoption"):
        client.get("/")


def test_what_waits_for_a_decision_is_listed_for_who_may_decide(page, db, signed_in):
    from rollout.adoption.models import WeightVersion

    company.programme()
    WeightVersion.objects.create(number=2, first_day="2026-07-06", weights={}, state="proposed", proposed_by="P1", proposed_at=pretend.AT)
    assert "New weights for the score" in text(page())
    assert "New weights for the score" not in text(page("/status/", role=Role.AUDITOR))


def test_a_programme_without_offices_is_told_apart_from_none(page, db):
    company.programme()
    shown = text(page())
    assert "No office is placed in a wave yet." in shown and "No programme has been set up" not in shown
    assert 'href="/rollout/' in shown.split('<div class="callout is-')[1].split("</div>\n</div>")[0]


def test_the_age_of_the_data_and_the_week_shown_are_different_things():
    last = {"last_day": "2012-05-25"}
    picture = Picture(date(2026, 11, 22), None, None, told_on=date(2012, 5, 20), data_age=Measurement(Decimal(5294), detail=last))
    with translation.override("en"):
        assert sponsor.week_shown(picture) == "The week shown ends on 20 May 2012: it is the last full week that the usage data tells."
        assert sponsor.age_note(picture) == "youngest day of usage: 25 May 2012"


@pytest.mark.parametrize(
    ("score", "weeks", "said"),
    [
        (47, 3, "under 50, live for less than 8 weeks"),
        (47, 8, "under 50 although live for 8 weeks or more"),
        (50, 3, ""),
        (None, None, "not live yet"),
    ],
)
def test_the_last_column_says_why_an_office_is_not_green(score, weeks, said):
    figure = Measurement(None if score is None else Decimal(score))
    office = OfficePicture(Office(pk=1), None, Stage.LIVE, weeks_live=weeks, score=figure, reach=figure, habit=figure)
    with translation.override("en"):
        assert sponsor.why(office, Book()) == said


def test_on_a_phone_the_first_ten_offices_are_shown_until_all_are_asked_for(page, db):
    pretend.offices()
    shown, whole = text(page()), text(page("/?offices-all=1"))
    assert "phone-later" in shown and "Show all" in shown
    assert "phone-later" not in whole and "Show all" not in whole
