"""The dated rule who must use the CRM, and the notice that use is measured."""

from datetime import date, timedelta

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.organisation.actions import use_rules
from governance.organisation.models import UsageNotice, UseRule
from governance.organisation.selectors import notified
from tests import company
from tests.company import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
JULY = date(2026, 7, 1)


@pytest.fixture
def add(project_office):
    def add(**more):
        return use_rules.add_rule(
            **{"job": "sales", "crm_role": "seller", "first_day": JULY, "actor": project_office, "at": NOW, "reason": "charter"} | more
        )

    return add


def test_a_rule_is_added_from_a_day_and_logged(add):
    rule = add()
    row = UseRule.history.get()
    assert (rule.first_day, row.history_username, row.history_change_reason) == (JULY, "mei", "charter")


def test_only_the_project_office_makes_rules_and_says_why(add, sponsor):
    with pytest.raises(NotAllowed):
        add(actor=sponsor)
    with pytest.raises(InvalidInput):
        add(reason="")
    with pytest.raises(InvalidInput):
        add(crm_role="  ")
    with pytest.raises(InvalidInput):
        add(last_day=date(2026, 6, 1))
    assert not UseRule.objects.exists()


def test_two_rules_of_one_job_and_place_never_hold_on_one_day(add):
    add(last_day=date(2026, 7, 31))
    with pytest.raises(Refused):
        add(first_day=date(2026, 7, 31))
    add(first_day=date(2026, 8, 1))
    add(office=company.office())


def test_a_rule_is_ended_and_the_old_one_stays_known(add, project_office):
    rule = add()
    use_rules.correct_rule(
        rule=rule, crm_role="seller", first_day=JULY, last_day=date(2026, 9, 30), actor=project_office, at=LATER, reason="pilot over"
    )
    assert UseRule.objects.current().get().last_day == date(2026, 9, 30)
    assert UseRule.objects.known_at(NOW).get().last_day is None
    with pytest.raises(Conflict):
        use_rules.correct_rule(rule=rule, crm_role="x", first_day=JULY, actor=project_office, at=LATER, reason="again")


def test_a_wrong_rule_is_taken_out(add, project_office):
    use_rules.correct_rule(
        rule=add(), crm_role="seller", first_day=JULY, withdraw=True, actor=project_office, at=LATER, reason="never agreed"
    )
    assert not UseRule.objects.current().exists() and UseRule.objects.known_at(NOW).exists()


def give(people, actor, **more):
    return use_rules.give_notice(
        **{"people": people, "given_on": date(2026, 5, 4), "method": "letter", "actor": actor, "at": NOW, "reason": ""} | more
    )


def test_a_notice_is_recorded_once_for_each_person(project_office):
    people = [company.person(at=company.office()) for _ in range(3)]
    assert give(people[:2], project_office) == 2
    assert give(people, project_office) == 1
    assert notified(date(2026, 5, 4)) == {person.pk for person in people} and notified(date(2026, 5, 3)) == set()
    assert UsageNotice.history.filter(history_username="mei").count() == 3


def test_a_notice_is_not_recorded_before_it_is_given(project_office):
    with pytest.raises(InvalidInput):
        give([company.person()], project_office, given_on=date(2026, 6, 2))
    with pytest.raises(InvalidInput):
        give([company.person()], project_office, method=" ")


def test_a_notice_is_not_the_sponsors_to_record(sponsor):
    with pytest.raises(NotAllowed):
        give([company.person(at=company.office())], sponsor)
    assert not UsageNotice.objects.exists()


def test_a_notice_recorded_by_mistake_is_withdrawn(project_office):
    notice = company.notice(company.person())
    use_rules.withdraw_notice(notice=notice, actor=project_office, at=NOW, reason="wrong person")
    assert notified(date(2026, 6, 1)) == set()
    with pytest.raises(Conflict):
        use_rules.withdraw_notice(notice=notice, actor=project_office, at=NOW, reason="again")
