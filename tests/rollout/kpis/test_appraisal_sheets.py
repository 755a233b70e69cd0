"""Sheets: seen first by whose they are, contested, answered, signed by human resources and frozen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from governance.core import metrics
from governance.core.actor import Actor
from governance.core.documents.models import Snapshot
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.metrics import Measurement
from governance.core.models import Reminder
from governance.core.reminders import due
from governance.core.roles import Role
from governance.organisation.models import Office, Person
from governance.policies.actions import life
from rollout.adoption.owning import Standing
from rollout.adoption.selectors.own import OwnTold
from rollout.kpis import actions, telling
from rollout.kpis.actions import LineGiven
from rollout.kpis.models import AppraisalEvent, AppraisalScheme, AppraisalSheet, Kpi
from rollout.kpis.selectors.sheets import sheets_for
from rollout.kpis.states import Audience, SheetState
from tests import company
from tests.at_once import at_once
from tests.governance.policies import governed
from tests.rollout.kpis import sheets
from tests.rollout.kpis.sheets import HR, LATER, NOW, OTHER_HR, PROJECT, SPONSOR, STEPS


@pytest.fixture
def office(db: None) -> Office:
    return company.office("NORTH")


@pytest.fixture
def scheme(kpi: Kpi, office: Office) -> AppraisalScheme:
    """The adoption score weighs 20, the KPI 80; the office reached 450 of 500 in the months with both."""
    sheets.told(kpi, office, (90, 100), (100, 100), (80, 100), (90, 100), (90, 100))
    return sheets.in_force(LineGiven(None, Decimal(20), STEPS), LineGiven(kpi, Decimal(80), STEPS))


@pytest.fixture
def sheet(scheme: AppraisalScheme, office: Office) -> AppraisalSheet:
    return sheets.opened(scheme, office)


@pytest.fixture
def person(office: Office) -> Person:
    return company.person("Zhao Min", at=office)


@pytest.fixture
def own(kpi: Kpi, office: Office, person: Person) -> AppraisalSheet:
    sheets.told(kpi, office, (120, 100))
    return sheets.opened(sheets.in_force(LineGiven(kpi, Decimal(100), STEPS), audience=Audience.PERSON), office, person)


def test_the_figures_of_a_sheet_can_be_worked_out_again(sheet: AppraisalSheet) -> None:
    adoption, won = sheet.figures["lines"]
    assert (adoption["percent"], adoption["absent"], adoption["points"]) == (None, "no_score", None)
    assert (won["actual"], won["plan"], won["parts"], won["percent"], won["points"]) == ("450", "500", 5, "90.0", "70")
    assert (sheet.figures["share"], sheet.figures["total"]) == ("80", "70.0")
    assert (sheet.first, sheet.last) == (date(2026, 1, 1), date(2026, 5, 1))


def test_the_score_of_an_office_is_the_mean_of_its_weeks(scheme: AppraisalScheme, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def measure(subjects: Any, days: Any, known_at: Any) -> dict[Any, Measurement]:
        weeks = [None, Decimal(80), Decimal("90.5")] + [None] * (len(days) - 3)
        return {(subject, day): Measurement(week) for subject in subjects for day, week in zip(days, weeks, strict=True)}

    monkeypatch.setitem(metrics._metrics, "adoption.score", replace(metrics.get("adoption.score"), measure=measure))
    sheet = sheets.opened(scheme, office)
    line = sheet.figures["lines"][0]
    assert (line["parts"], line["percent"], line["points"]) == (2, "85.3", "70")
    assert (sheet.figures["share"], sheet.figures["total"]) == ("100", "70.0")


def test_a_small_offices_score_stays_out_of_it(scheme: AppraisalScheme, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def measure(subjects: Any, days: Any, known_at: Any) -> dict[Any, Measurement]:
        return {(subject, day): Measurement(Decimal(80), detail={"small": True}) for subject in subjects for day in days}

    monkeypatch.setitem(metrics._metrics, "adoption.score", replace(metrics.get("adoption.score"), measure=measure))
    line = sheets.opened(scheme, office).figures["lines"][0]
    assert (line["percent"], line["absent"]) == (None, "small")


def test_a_persons_own_score_counts_once_it_is_settled(kpi: Kpi, office: Office, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def own_scores(people: list[int], period: tuple[date, date], known_at: object = None) -> dict[int, OwnTold]:
        asked.append(period)
        return {people[0]: OwnTold(Standing.SETTLED, Decimal("83.25"))}

    scheme = sheets.in_force(LineGiven(None, Decimal(100), STEPS), audience=Audience.PERSON)
    waiting = sheets.opened(scheme, office, person)
    assert waiting.figures["lines"][0]["absent"] == "not_settled"
    actions.take_back(waiting, actor=PROJECT, at=NOW, reason="Waiting for the own score")
    monkeypatch.setattr("rollout.kpis.selectors.sheets.own_scores", own_scores)
    line = sheets.opened(scheme, office, person).figures["lines"][0]
    assert (line["percent"], line["points"], asked) == ("83.3", "70", [(date(2026, 1, 1), date(2026, 5, 31))])


def test_it_names_no_person(own: AppraisalSheet, person: Person) -> None:
    assert own.figures["person"] == person.pseudonym
    assert "Zhao" not in str(own.figures)


def test_only_the_person_head_hr_and_project_office_may_know_of_it(
    own: AppraisalSheet, sheet: AppraisalSheet, office: Office, person: Person
) -> None:
    colleague = governed.staff(company.person("Qian Li", at=office), office)
    elsewhere = sheets.head(company.office("SOUTH"))
    seen = {
        "person": sheets_for(governed.staff(person, office)).count(),
        "colleague": sheets_for(colleague).count(),
        "head": sheets_for(sheets.head(office)).count(),
        "head elsewhere": sheets_for(elsewhere).count(),
        "hr": sheets_for(HR).count(),
        "project": sheets_for(PROJECT).count(),
        "sponsor": sheets_for(SPONSOR).count(),
        "auditor": sheets_for(governed.AUDITOR).count(),
        "finance": sheets_for(governed.actor(Role.FINANCE)).count(),
    }
    want = {"person": 1, "colleague": 0, "head": 2, "head elsewhere": 0, "hr": 2, "project": 2, "sponsor": 0, "auditor": 0, "finance": 0}
    assert seen == want


def test_agreed_it_is_signed_by_hr_and_frozen(sheet: AppraisalSheet, office: Office) -> None:
    actions.agree(sheet, actor=sheets.head(office), at=NOW)
    signed = actions.settle(sheet, actor=HR, at=NOW, reason="Checked")
    assert (signed.state, signed.settled_by) == (SheetState.SETTLED, "hr")
    assert signed.snapshot.figures["total"] == "70.0"
    assert signed.snapshot.figures["agreed"] is True
    assert [event.step for event in signed.events.all()] == ["open", "agree", "settle"]
    for act in (actions.settle, actions.agree):
        with pytest.raises(Refused):
            act(sheet, actor=HR if act is actions.settle else sheets.head(office), at=NOW)
    assert Snapshot.objects.filter(kind="appraisal sheet").count() == 1


def test_the_person_has_their_days_before_it_is_signed(sheet: AppraisalSheet) -> None:
    with pytest.raises(Refused, match="still be contested"):
        actions.settle(sheet, actor=HR, at=NOW)
    assert actions.settle(sheet, actor=HR, at=LATER).state == SheetState.SETTLED


def test_contested_it_waits_for_an_answer(own: AppraisalSheet, person: Person, office: Office, kpi: Kpi) -> None:
    me = governed.staff(person, office)
    with pytest.raises(InvalidInput):
        actions.contest(own, told="  ", actor=me, at=NOW)
    actions.contest(own, told="May is missing", actor=me, at=NOW)
    with pytest.raises(Refused):
        actions.settle(own, actor=HR, at=LATER)
    sheets.told(kpi, office, (50, 100), first=2)
    answered = actions.answer(own, told="February was added", again=True, actor=HR, at=NOW)
    assert answered.figures["lines"][0]["percent"] == "85.0"
    assert actions.settle(own, actor=OTHER_HR, at=NOW).snapshot.figures["contested"] is True
    assert [event.figures.get("total") for event in own.events.all()] == ["120.0", None, "70.0", None]


def test_too_late_to_contest(sheet: AppraisalSheet, office: Office) -> None:
    with pytest.raises(Refused, match="has passed"):
        actions.contest(sheet, told="No", actor=sheets.head(office), at=LATER)


def test_nobody_else_agrees_contests_answers_or_signs(own: AppraisalSheet, sheet: AppraisalSheet, person: Person, office: Office) -> None:
    stranger = governed.staff(company.person("Qian Li", at=office), office)
    for actor in (stranger, HR, PROJECT, sheets.head(office)):
        with pytest.raises((NotAllowed, Refused)):
            actions.agree(own, actor=actor, at=NOW)
        with pytest.raises((NotAllowed, Refused)):
            actions.contest(own, told="No", actor=actor, at=NOW)
    for actor in (sheets.head(office), PROJECT, SPONSOR):
        with pytest.raises(NotAllowed):
            actions.settle(sheet, actor=actor, at=LATER)
    own_hr = Actor("zhao", person_id=person.pk, grants=HR.grants)
    with pytest.raises(Refused, match="your own sheet"):
        actions.settle(own, actor=own_hr, at=LATER)
    assert AppraisalEvent.objects.exclude(step="open").count() == 0


def test_who_opened_it_does_not_sign_it(scheme: AppraisalScheme, office: Office) -> None:
    made = actions.open_sheets(scheme, [(office, None)], contest_by=sheets.CONTEST_BY, actor=HR, at=NOW)[0]
    with pytest.raises(Refused, match="opened this sheet yourself"):
        actions.settle(made, actor=HR, at=LATER)


def test_a_policy_no_longer_in_force_stops_the_signature(sheet: AppraisalSheet, scheme: AppraisalScheme) -> None:
    version = scheme.policy.versions.get()
    life.withdraw(version, from_day=date(2026, 6, 25), actor=SPONSOR, at=NOW, reason="Council objected")
    with pytest.raises(InvalidInput, match="No version of this policy was in force"):
        actions.settle(sheet, actor=HR, at=LATER)


def test_a_sheet_without_a_total_is_not_signed(kpi: Kpi, office: Office) -> None:
    made = sheets.opened(sheets.in_force(LineGiven(kpi, Decimal(100), STEPS)), office)
    assert made.figures["total"] is None
    with pytest.raises(Refused, match="no total"):
        actions.settle(made, actor=HR, at=LATER)


def test_one_sheet_each_until_it_is_taken_back(scheme: AppraisalScheme, sheet: AppraisalSheet, office: Office) -> None:
    assert actions.open_sheets(scheme, [(office, None)], contest_by=sheets.CONTEST_BY, actor=PROJECT, at=NOW) == []
    with pytest.raises(InvalidInput):
        actions.take_back(sheet, actor=PROJECT, at=NOW, reason="")
    actions.take_back(sheet, actor=PROJECT, at=NOW, reason="Opened too early")
    assert sheets.opened(scheme, office).pk != sheet.pk


def test_sheets_are_opened_under_the_scheme_in_force_with_days_to_contest(scheme: AppraisalScheme, office: Office) -> None:
    with pytest.raises(InvalidInput) as refused:
        actions.open_sheets(scheme, [(office, None)], contest_by=date(2026, 6, 12), actor=PROJECT, at=NOW)
    assert list(refused.value.fields) == ["contest_by"]
    with pytest.raises(NotAllowed):
        actions.open_sheets(scheme, [(office, None)], contest_by=sheets.CONTEST_BY, actor=SPONSOR, at=NOW)
    actions.withdraw_scheme(scheme, actor=SPONSOR, at=NOW, reason="wrong")
    with pytest.raises(Refused, match="not in force"):
        sheets.opened(scheme, office)


def test_the_head_is_told_when_it_is_ready_and_answered(scheme: AppraisalScheme, office: Office) -> None:
    account = company.account(Role.OFFICE_HEAD, office=office)
    sheet = sheets.opened(scheme, office)

    def open_now() -> list[str]:
        return [row.key.rpartition(":")[2] for row in Reminder.objects.filter(account_id=account.pk, kind="kpis.appraisal", done_at=None)]

    assert open_now() == ["ready"]
    actions.contest(sheet, told="May is missing", actor=sheets.head(office), at=NOW)
    assert open_now() == []
    actions.answer(sheet, told="It is there", actor=HR, at=NOW)
    assert open_now() == ["answer"]
    actions.settle(sheet, actor=OTHER_HR, at=NOW)
    assert open_now() == []


def test_nobody_is_told_to_contest_once_the_days_for_it_are_over(scheme: AppraisalScheme, office: Office) -> None:
    account = company.account(Role.OFFICE_HEAD, office=office)
    sheet = sheets.opened(scheme, office)
    last = timezone.make_aware(datetime.combine(sheets.CONTEST_BY, time(23, 59)))
    assert [row.url for row in due(account.pk, last)] == [sheet.get_absolute_url()]
    assert actions.contest(sheet, told="May is missing", actor=sheets.head(office), at=last).state == SheetState.CONTESTED
    actions.answer(sheet, told="It is there", actor=HR, at=last)
    # The answer is told until the sheet is signed; that it may be contested is told no more.
    assert [row.subject for row in due(account.pk, LATER)] == [telling.ANSWERED]


def test_who_says_nothing_is_reminded_until_the_last_day_and_no_longer(scheme: AppraisalScheme, office: Office) -> None:
    account = company.account(Role.OFFICE_HEAD, office=office)
    sheet = sheets.opened(scheme, office)
    over = timezone.make_aware(datetime.combine(sheets.CONTEST_BY + timedelta(days=1), time.min))
    assert [len(due(account.pk, at)) for at in (NOW, over - timedelta(seconds=1), over)] == [1, 1, 0]
    with pytest.raises(Refused, match="has passed"):
        actions.contest(sheet, told="No", actor=sheets.head(office), at=over)


def test_a_failed_signature_leaves_all_as_it_was(sheet: AppraisalSheet, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("rollout.kpis.telling.over", broken)
    with pytest.raises(RuntimeError):
        actions.settle(sheet, actor=HR, at=LATER)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.snapshot, Snapshot.objects.count()) == (SheetState.SHOWN, None, 0)
    assert [event.step for event in sheet.events.all()] == ["open"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_sign_at_once_one_is_told(sheet: AppraisalSheet, tmp_path: Path) -> None:
    ends, state = at_once(
        tmp_path,
        lambda: actions.settle(sheet, actor=HR, at=LATER).settled_by,
        lambda: actions.settle(sheet, actor=OTHER_HR, at=LATER).settled_by,
        then=lambda: (AppraisalSheet.objects.get().settled_by, Snapshot.objects.count(), AppraisalEvent.objects.count()),
    )
    won = [end for end in ends if isinstance(end, str)]
    assert len(won) == 1 and state == (won[0], 1, 2)
    assert any(isinstance(end, Refused | Conflict) for end in ends)
