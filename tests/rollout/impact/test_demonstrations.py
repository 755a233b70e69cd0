"""The CRM shown to the top: written once, corrected by a row that stands for it, with somebody of the top there."""

from __future__ import annotations

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed
from governance.core.records import AppendOnly
from governance.core.roles import Role
from governance.organisation.models import Person
from rollout.impact.actions.demonstrations import record_demonstration
from rollout.impact.models import Demonstration
from tests import company
from tests.company import NOW
from tests.rollout.impact.places import DAY, PROJECT, SPONSOR, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def sponsor() -> Person:
    person = company.person()
    company.role(person, Role.SPONSOR)
    return person


def shown(*present: Person, **fields: object) -> Demonstration:
    given = {"on": TODAY, "shown": "One order", "decided": "Go on", "actor": PROJECT, "at": NOW} | fields
    return record_demonstration(present=list(present), **given)  # type: ignore[arg-type]


def test_it_is_kept_with_who_was_there_and_who_wrote_it(sponsor: Person) -> None:
    row = shown(sponsor, company.person())
    assert sponsor.pk in row.present_ids
    assert (row.username, row.decided) == ("project", "Go on")


def test_a_showing_among_colleagues_is_none_to_the_top() -> None:
    with pytest.raises(InvalidInput) as refused:
        shown(company.person())
    assert "present" in refused.value.fields


def test_who_was_sponsor_on_another_day_does_not_count() -> None:
    person = company.person()
    company.role(person, Role.SPONSOR, first_day=TODAY, last_day=TODAY)
    with pytest.raises(InvalidInput):
        shown(person, on=TODAY - DAY)


def test_it_is_never_changed_only_corrected_and_once(sponsor: Person) -> None:
    row = shown(sponsor)
    with pytest.raises(AppendOnly):
        row.save()
    later = shown(sponsor, decided="Go on after the test", corrects=row, reason="The condition was left out")
    assert later.corrects == row
    with pytest.raises(Conflict):
        shown(sponsor, corrects=row, reason="again")


def test_a_correction_says_what_was_wrong(sponsor: Person) -> None:
    with pytest.raises(InvalidInput):
        shown(sponsor, corrects=shown(sponsor))


def test_not_tomorrow_and_not_by_who_only_reads(sponsor: Person) -> None:
    with pytest.raises(InvalidInput):
        shown(sponsor, on=TODAY + DAY)
    with pytest.raises(NotAllowed):
        shown(sponsor, actor=SPONSOR)
    assert not Demonstration.objects.exists()
