"""Refusals: reported by nobody, sorted by their cause, a firm measure only under a policy, closed with an outcome."""

from __future__ import annotations

import pytest
from django.db import connection

from governance.core import audit
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.organisation.models import Office, Person
from governance.organisation.trail import tracked_models
from rollout.impact.actions import resistance
from rollout.impact.models import Resistance, ResistanceMove
from tests import company
from tests.company import NOW
from tests.rollout.impact.places import DAY, PROJECT, SPONSOR, TODAY, head, people, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return company.office("SH")


@pytest.fixture
def owner(office: Office) -> Person:
    return people(office, 6)[0]


def report(office: Office, actor: object = PROJECT) -> Resistance:
    return resistance.report(office=office, witness="said", words="Paper is faster", on=TODAY, actor=actor, at=NOW)  # type: ignore[arg-type]


def answer(refusal: Resistance, owner: Person, cause: str = "habit", response: str = "encourage", **fields: object) -> Resistance:
    given = {"plan": "Sits beside the best", "due": TODAY + DAY, "actor": head(refusal.office), "at": NOW} | fields
    return resistance.answer(refusal, cause=cause, response=response, owner=owner, **given)  # type: ignore[arg-type]


def test_whoever_works_in_an_office_may_report_there_and_nowhere_else(office: Office, owner: Person) -> None:
    assert report(office, staff(owner)).state == "reported"
    with pytest.raises(NotAllowed):
        report(company.office("BJ"), staff(owner))


def test_who_has_no_part_in_it_reports_nothing(office: Office) -> None:
    with pytest.raises(NotAllowed):
        report(office, SPONSOR)
    assert not Resistance.objects.exists()


def test_who_reported_stands_nowhere_in_the_database(office: Office, owner: Person) -> None:
    """Not in the row, not in its event, not in any history, and not by the operation's number."""
    reporter = staff(owner)
    with audit.operation(reporter, id="the-request-of-the-reporter"):
        report(office, reporter)
    told = [str(row) for model in (Resistance, ResistanceMove) for row in model.objects.values()]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("impact_"):
                cursor.execute(f'SELECT * FROM "{table}"')
                told += [str(row) for row in cursor.fetchall()]
    assert told
    assert not any(reporter.username in line or "the-request-of-the-reporter" in line for line in told)
    assert ResistanceMove.objects.get().username == "system:refusals"


def test_refusals_are_not_in_the_history_that_is_read_above_the_office() -> None:
    assert not [key for key in tracked_models() if "resistance" in key]


def test_the_head_sorts_it_and_says_what_is_done(office: Office, owner: Person) -> None:
    found = answer(report(office), owner)
    assert (found.state, found.cause, found.response) == ("answered", "habit", "encourage")
    kept = ResistanceMove.objects.order_by("pk").last()
    assert kept is not None
    assert (kept.cause, kept.owner, kept.plan, kept.username) == ("habit", owner, "Sits beside the best", "head-SH")


@pytest.mark.parametrize("actor", [PROJECT, SPONSOR])
def test_nobody_above_the_office_sorts(office: Office, owner: Person, actor: object) -> None:
    with pytest.raises(NotAllowed):
        answer(report(office), owner, actor=actor)


def test_another_head_does_not_sort(office: Office, owner: Person) -> None:
    with pytest.raises(NotAllowed):
        answer(report(office), owner, actor=head(company.office("BJ")))


@pytest.mark.parametrize(("cause", "response"), [("skill", "firm"), ("habit", "firm"), ("skill", "encourage")])
def test_a_response_that_does_not_answer_its_cause_is_refused(office: Office, owner: Person, cause: str, response: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        answer(report(office), owner, cause, response)
    assert "response" in refused.value.fields


def test_a_firm_measure_without_a_policy_is_refused(office: Office, owner: Person) -> None:
    with pytest.raises(InvalidInput) as refused:
        answer(report(office), owner, "intent", "firm")
    assert "policy" in refused.value.fields
    assert Resistance.objects.get().state == "reported"


def test_the_owner_belongs_to_the_office(office: Office, owner: Person) -> None:
    with pytest.raises(InvalidInput) as refused:
        answer(report(office), company.person(at=company.office("BJ")))
    assert "owner" in refused.value.fields


def test_a_refusal_is_closed_with_its_outcome_and_opened_again_bare(office: Office, owner: Person) -> None:
    found = answer(report(office), owner)
    closed = resistance.close(found, outcome="uses_it", actor=head(office), at=NOW, reason="Enters every visit")
    assert closed.outcome == "uses_it"
    again = resistance.open_again(closed, actor=head(office), at=NOW, reason="Stopped again")
    assert (again.state, again.cause, again.owner, again.outcome) == ("reported", "", None, "")
    assert [move.state for move in ResistanceMove.objects.order_by("pk")] == ["reported", "answered", "closed", "reported"]


def test_closing_says_what_came_of_it(office: Office) -> None:
    with pytest.raises(InvalidInput):
        resistance.close(report(office), outcome="better", actor=head(office), at=NOW, reason=" ")


def test_what_is_closed_is_not_closed_again(office: Office) -> None:
    one = report(office)
    stale = Resistance.objects.get()
    resistance.close(one, outcome="unfounded", actor=head(office), at=NOW, reason="Misheard")
    with pytest.raises(Conflict):
        resistance.close(stale, outcome="better", actor=head(office), at=NOW, reason="x")
    with pytest.raises(Refused):
        resistance.close(Resistance.objects.get(), outcome="better", actor=head(office), at=NOW, reason="x")


def test_a_person_named_must_have_belonged_to_the_office(office: Office) -> None:
    other = company.person(at=company.office("BJ"))
    with pytest.raises(InvalidInput):
        resistance.report(office=office, witness="seen", words="x", on=TODAY, person=other, actor=head(office), at=NOW)


def test_only_the_head_names_a_person(office: Office, owner: Person) -> None:
    named = {"office": office, "witness": "seen", "words": "x", "on": TODAY, "person": owner, "at": NOW}
    with pytest.raises(NotAllowed):
        resistance.report(**named, actor=PROJECT)  # type: ignore[arg-type]
    assert resistance.report(**named, actor=head(office)).person == owner  # type: ignore[arg-type]


def test_a_failure_leaves_no_report(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(**fields: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(ResistanceMove.objects, "create", fails)
    with pytest.raises(RuntimeError):
        report(office)
    assert not Resistance.objects.exists()
