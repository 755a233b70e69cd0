"""The figures of clearance, and what small groups keep to themselves."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from governance.core import metrics
from governance.core.errors import NotAllowed
from governance.core.metrics import Measurement, Subject, SubjectKind
from governance.core.roles import Role
from governance.organisation.models import Office
from tests import company
from tests.training.clearance import clearing
from tests.training.clearance.clearing import NOW, PROJECT, TODAY
from tests.training.clearance.conftest import Small
from training.clearance.actions import follow, grant_permit
from training.clearance.figures import total
from training.clearance.models import AccountName, Certificate, Finding, FindingKind, Outcome, Reconciliation, Resolution
from training.clearance.selectors.roles import role_ids

WHOLE = Subject(SubjectKind.PROGRAMME, 1)


def told(code: str, subject: Subject = WHOLE, day: date = TODAY, actor: Any = PROJECT, **options: Any) -> Measurement:
    return metrics.measure_one(f"clearance.{code}", subject, day, actor=actor, **options)


def of(office: Office) -> Subject:
    return Subject(SubjectKind.OFFICE, office.pk)


def staffed(small: Small, office: Office, cleared: int, others: int) -> None:
    for number in range(cleared + others):
        person = company.person(f"{office.code}{number}", at=office)
        if number < cleared:
            small.meets_all(person)


@pytest.mark.django_db
def test_the_share_is_of_those_who_must_use_the_crm(small: Small) -> None:
    staffed(small, small.office, 5, 2)
    company.person("Boss", at=small.office, job="manager")
    follow(actor=PROJECT, at=NOW)
    share = told("cleared_share", of(small.office))
    assert (share.numerator, share.denominator, share.sample) == (5, 8, 8)
    assert share.value == Decimal(500) / 8
    assert told("cleared_share").value == share.value
    role = Subject(SubjectKind.ROLE, role_ids()[clearing.ROLE])
    assert told("cleared_share", role).denominator == 8


@pytest.mark.django_db
def test_without_a_kept_list_the_rule_answers_and_both_agree(small: Small) -> None:
    staffed(small, small.office, 5, 2)
    before = told("cleared_share")
    follow(actor=PROJECT, at=NOW)
    assert told("cleared_share").value == before.value
    assert told("cleared_share", day=date(2026, 2, 1)).numerator == 0


@pytest.mark.django_db
def test_nobody_on_duty_is_no_figure(small: Small) -> None:
    nobody = told("cleared_share", of(company.office("EMPTY")))
    assert nobody.value is None
    assert nobody.absent


@pytest.mark.django_db
def test_fewer_than_five_are_told_to_those_only_who_see_their_names(small: Small) -> None:
    staffed(small, small.office, 2, 1)
    small_one = of(small.office)
    committee, head = clearing.actor(Role.COMMITTEE), clearing.actor(Role.OFFICE_HEAD, office=small.office)
    assert told("cleared_share", small_one).value is not None
    assert told("cleared_share", small_one, actor=head).value is not None
    hidden = told("cleared_share", small_one, actor=committee)
    assert (hidden.value, hidden.numerator, hidden.sample) == (None, None, 0)
    for code in ("certificates_expiring", "proxy_open", "proxy_past_end"):
        assert told(code, small_one, actor=committee).value is None


@pytest.mark.django_db
def test_one_small_office_cannot_be_worked_out_of_the_total(small: Small) -> None:
    staffed(small, small.office, 1, 1)
    staffed(small, company.office("LARGE"), 6, 2)
    share = told("cleared_share", actor=clearing.actor(Role.SPONSOR))
    assert (share.numerator, share.denominator, share.detail["left_out"]) == (6, 8, 3)


@given(st.dictionaries(st.integers(1, 8), st.lists(st.booleans(), min_size=1, max_size=9), max_size=8))
def test_what_is_left_when_shown_offices_are_taken_away_names_nobody(offices: dict[int, list[bool]]) -> None:
    groups = {office: {office * 100 + n: allowed for n, allowed in enumerate(own)} for office, own in offices.items()}
    shown = sum(len(own) for own in groups.values() if len(own) >= 5)
    assert total(groups).people - shown == 0 or total(groups).people - shown >= 5


@pytest.mark.django_db
def test_an_outsider_to_the_figures_gets_none(small: Small) -> None:
    with pytest.raises(NotAllowed):
        told("cleared_share", actor=clearing.actor(Role.VENDOR))
    with pytest.raises(NotAllowed):
        metrics.rows("clearance.cleared_share", WHOLE, TODAY, actor=clearing.actor(Role.COMMITTEE))


@pytest.mark.django_db
def test_rows_name_who_is_not_cleared_and_why(small: Small) -> None:
    follow(actor=PROJECT, at=NOW)
    rows = metrics.rows("clearance.cleared_share", WHOLE, TODAY, actor=PROJECT)
    ((person, office, role, answer, why),) = rows.cells
    assert (person, office, role, answer) == ("Li Na", "North", "seller", "not cleared")
    assert "Attend the course “Selling with the CRM”" in why


@pytest.mark.django_db
def test_certificates_running_out_within_ninety_days_count(small: Small) -> None:
    for number, left in enumerate((0, 90, 91, -1)):
        Certificate.objects.create(
            number=f"n{number}",
            code=f"c{number}",
            person=small.li,
            course_id=number,
            titles={"en": "Course"},
            earned_on=date(2026, 1, 1),
            valid_until=TODAY + timedelta(days=left),
            issued_at=NOW - timedelta(days=99),
        )
    assert told("certificates_expiring").value == 2
    assert told("certificates_expiring", of(small.office)).value == 2
    assert told("certificates_expiring", known_at=NOW - timedelta(days=100)).value == 0
    assert len(metrics.rows("clearance.certificates_expiring", of(small.office), TODAY, actor=PROJECT).cells) == 2


@pytest.mark.django_db
def test_open_permits_and_those_past_their_end_count(small: Small) -> None:
    clerk, end = company.person("Clerk", at=small.office, job="clerk"), date(2026, 6, 30)
    days = {"first_day": TODAY, "last_day": end}
    grant_permit(clerk=clerk, person=small.li, office=small.office, **days, actor=PROJECT, at=NOW, reason="x")
    after = end + timedelta(days=1)
    assert [told("proxy_open", day=day).value for day in (TODAY, end, after)] == [1, 1, 0]
    assert [told("proxy_past_end", of(small.office), day=day).value for day in (end, after)] == [0, 1]
    assert told("proxy_open", known_at=NOW - timedelta(days=1)).value == 0
    for code, day in (("proxy_open", TODAY), ("proxy_past_end", after)):
        assert len(metrics.rows(f"clearance.{code}", WHOLE, day, actor=PROJECT).cells) == 1


@pytest.mark.django_db
def test_access_without_clearance_is_that_of_the_last_comparison(small: Small) -> None:
    assert told("access_without_clearance").value is None
    kept = Reconciliation.objects.create(on=TODAY, accounts=2, active=2, matched=2, digest="x", recorded_at=NOW)
    found = [
        Finding.objects.create(
            reconciliation=kept,
            kind=FindingKind.UNCLEARED,
            account=AccountName.objects.create(name=name),
            person=small.li,
            office=small.office,
            recorded_at=NOW,
        )
        for name in ("a", "b")
    ]
    assert told("access_without_clearance", of(small.office)).value == 2
    Resolution.objects.create(finding=found[0], outcome=Outcome.ACCESS_REMOVED, recorded_at=NOW + timedelta(hours=1))
    assert told("access_without_clearance").value == 1
    assert told("access_without_clearance", known_at=NOW).value == 2
    assert told("access_without_clearance", day=TODAY - timedelta(days=1)).value is None
    assert len(metrics.rows("clearance.access_without_clearance", WHOLE, TODAY, actor=PROJECT).cells) == 1


@pytest.mark.django_db
def test_queries_do_not_grow_with_offices(small: Small) -> None:
    offices = [company.office() for _number in range(12)]
    for office in offices:
        staffed(small, office, 1, 1)
    follow(actor=PROJECT, at=NOW)

    def queries(subjects: list[Subject]) -> int:
        with CaptureQueriesContext(connection) as asked:
            metrics.measure("clearance.cleared_share", subjects, [TODAY], actor=PROJECT)
        return len(asked)

    assert queries([of(offices[0])]) == queries([of(office) for office in offices]) == 2
