"""The lists of incentives and sanctions as the record held them on an earlier day."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from governance.core.roles import Role
from governance.organisation.models import Person
from governance.policies.actions import sanctions
from governance.policies.actions.incentives import cancel_incentive, propose_incentive
from governance.policies.as_known import incentives_known, sanctions_known
from governance.policies.models import Incentive, Sanction
from governance.policies.states import PolicyKind
from tests import company
from tests.governance.policies.governed import DAY, NOW, OTHER_PROJECT, PROJECT, TODAY, noon, published

pytestmark = pytest.mark.django_db
BEFORE, TOLD = NOW - DAY, noon(TODAY + DAY)


@pytest.fixture
def seller() -> Person:
    return company.person(at=company.office("PAR"))


@pytest.fixture
def case(seller: Person) -> Sanction:
    """Proposed on the first day, the person told on the second."""
    version = published(PolicyKind.SANCTION)
    given = {"clause": "2.1", "occurred_on": TODAY, "facts": "No visit entered", "measure": "Reprimand", "actor": PROJECT, "at": NOW}
    made = sanctions.propose_sanction(policy=version.policy, person=seller, **given)
    return sanctions.notify_person(made, reply_by=TODAY + DAY * 5, told="by letter", actor=OTHER_PROJECT, at=TOLD)


@pytest.mark.parametrize(("known_at", "states"), [(BEFORE, []), (NOW, ["proposed"]), (TOLD, ["notified"]), (None, ["notified"])])
def test_a_case_is_in_the_state_its_last_step_by_then_had_led_to(case: Sanction, known_at: datetime | None, states: list[str]) -> None:
    assert [one.state for one in sanctions_known(Sanction.objects.all(), known_at)] == states
    case.refresh_from_db()
    assert case.state == "notified"


def test_an_incentive_too(seller: Person) -> None:
    version = published(PolicyKind.REWARD)
    given = {"clause": "1", "earned_on": TODAY, "measure": "First customer", "actor": PROJECT, "at": NOW, "reason": "paid"}
    made = propose_incentive(policy=version.policy, person=seller, **given)
    cancel_incentive(made, actor=PROJECT, at=TOLD, reason="counted twice")
    for known_at, states in ((BEFORE, []), (NOW, ["proposed"]), (TOLD, ["cancelled"])):
        assert [one.state for one in incentives_known(Incentive.objects.all(), known_at)] == states


def test_the_pages_say_so_and_show_it(case: Sanction, signed_in: Callable[..., Client]) -> None:
    client, page = signed_in(Role.HR), reverse("policies:sanctions")
    now, then = (client.get(page, asked).content.decode() for asked in ({}, {"known_at": "2026-06-01T13:00"}))
    assert "Waiting for the reply" in now and "As known on" not in now
    assert str(case) in then and "As known on" in then and ">Waiting for the reply<" not in then.split("<tbody")[1]
    assert str(case) not in client.get(page, {"known_at": "2026-05-01"}).content.decode()
    assert "As known on" in signed_in(Role.HR).get(reverse("policies:incentives"), {"known_at": "2026-05-01"}).content.decode()
