"""The sponsor's page: the status in one sentence, its reasons with the way to the rows, every office, in a fixed number of queries."""

import pytest

from governance.core.roles import Role
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


@pytest.mark.parametrize("count", [6, 33])
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
