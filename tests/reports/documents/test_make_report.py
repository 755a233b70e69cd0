"""Making the executive report: the action, its right, and what is frozen."""

from datetime import date, timedelta

import pytest

from governance.core.actor import Actor, Grant, system_actor
from governance.core.documents import archive
from governance.core.documents.models import Document, Snapshot
from governance.core.errors import InvalidInput, NotAllowed, Refused
from governance.core.roles import Role
from reports.documents import actions, pictures
from reports.documents.actions import make_executive_report
from reports.documents.figures import report_reader
from reports.documents.report import read
from tests.reports import pretend

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def company(monkeypatch):
    """Six offices with figures; pictures are left out, since these tests are not about them."""
    pretend.no_setting(monkeypatch)
    made = pretend.offices(6)
    pretend.register(monkeypatch, absent=[made[1].pk])
    return made


def make(actor: Actor, **options) -> list[Document]:
    return make_executive_report(**{"actor": actor, "at": pretend.AT, "day": pretend.DAY, "languages": ["en"]} | options)


def test_one_document_per_language_from_one_snapshot(project_office):
    made = make(project_office, languages=["en", "zh-hans", "zh-hant"])
    assert [document.language for document in made] == ["en", "zh-hans", "zh-hant"]
    assert len({document.snapshot_id for document in made}) == 1
    assert all(archive.content(document).startswith(b"%PDF-1.7") for document in made)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.COMMITTEE, Role.OFFICE_HEAD, Role.VENDOR, Role.STAFF])
def test_who_may_not_make_reports_is_refused_and_nothing_is_frozen(role):
    with pytest.raises(NotAllowed):
        make(Actor("kim", grants=(Grant(role),)))
    assert not Snapshot.objects.exists()


def test_a_day_to_come_is_refused(project_office):
    with pytest.raises(InvalidInput) as refusal:
        make(project_office, day=pretend.DAY + timedelta(days=1))
    assert "day" in refusal.value.fields
    assert not Snapshot.objects.exists()


def test_without_a_programme_there_is_nothing_to_report(project_office, monkeypatch):
    monkeypatch.setattr(actions.staging, "programme", lambda: None)
    with pytest.raises(Refused, match="no programme has been set up"):
        make(project_office)
    assert not Snapshot.objects.exists()


def test_asked_again_for_the_same_instant_it_is_the_same_document(project_office):
    assert make(project_office) == make(project_office)
    assert Document.objects.count() == 1


def test_it_is_recorded_once_with_who_and_why(project_office):
    [document] = make(project_office, reason="June meeting of the board")
    assert (document.username, document.reason) == ("mei", "June meeting of the board")
    assert (document.snapshot.username, document.snapshot.reason) == ("mei", "June meeting of the board")
    assert (Snapshot.objects.count(), Document.objects.count()) == (1, 1)


def test_when_setting_fails_no_document_is_kept(project_office, monkeypatch):
    monkeypatch.setattr(actions, "render_pdf", lambda *args, **options: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make(project_office, languages=["en", "zh-hans"])
    assert not Document.objects.exists()


def test_the_report_is_read_with_the_eyes_of_its_readers_and_not_of_its_maker(project_office):
    assert report_reader(project_office).roles == {Role.SPONSOR}
    assert report_reader(system_actor("schedule")).roles == {Role.SPONSOR}
    assert not report_reader(system_actor("schedule")).system


def test_the_frozen_figures_read_back_as_they_were(project_office):
    [document] = make(project_office)
    report = read(document.snapshot.figures)
    assert (report.day, report.week) == (pretend.DAY, date(2026, 6, 22))
    assert [office.name for office in report.offices][:2] == ["Beijing", "Nanjing"]
    assert report.figures["reach"].value == 75
    assert report.light == document.snapshot.figures["status"]["light"]


def test_a_reason_for_a_missing_figure_is_frozen_in_every_language(project_office, company):
    [document] = make(project_office)
    frozen = next(office for office in document.snapshot.figures["offices"] if office["id"] == company[1].pk)
    assert frozen["score"]["value"] is None
    assert set(frozen["score"]["absent"]) == {"en", "zh-hans", "zh-hant"}


def test_later_corrections_do_not_change_a_frozen_report(project_office, monkeypatch):
    [document] = make(project_office)
    before = actions.render(document.snapshot, "en")
    monkeypatch.setattr(pictures, "programme_picture", lambda *args, **options: 1 / 0)
    pretend.register(monkeypatch, absent=range(1000))
    assert actions.render(document.snapshot, "en") == before


def test_progress_is_told_step_by_step(project_office):
    told = []
    make(project_office, languages=["en", "zh-hans"], step=lambda done, total, message: told.append((done, total)))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
