"""People who are not cleared stay among the expected users and are told on a line of their own."""

from datetime import date, timedelta
from typing import Any

import pytest

from governance.core.roles import Role
from tests import company
from tests.query_counts import counted
from tests.rollout.adoption import seen
from tests.training.clearance import clearing
from tests.training.clearance.clearing import Done, done  # noqa: F401
from training.clearance.actions.following import follow
from training.clearance.selectors import cleared
from training.clearance.selectors.lists import decided, kept_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def paris() -> Any:
    office, people = seen.live_office(people=6, code="PAR")
    of = seen.file()
    for person in people:
        company.notice(person)
    seen.used(people[0], seen.weekdays(5), of=of, entries=4, self_entries=4)
    seen.computed()
    return office


def test_the_project_office_reads_who_of_them_was_not_cleared(paris: Any, signed_in: Any) -> None:
    clearing.requires(clearing.policy())
    page = signed_in(Role.PROJECT_OFFICE).get(f"/adoption/offices/{paris.pk}/").content.decode()
    assert "6 people shown here were not cleared, and count all the same." in page
    assert page.count("· not cleared") == 5
    assert f'href="/clearance/offices/{paris.pk}/missing/"' in page


def test_before_anything_is_laid_down_nobody_is_blamed(paris: Any, signed_in: Any) -> None:
    page = signed_in(Role.PROJECT_OFFICE).get(f"/adoption/offices/{paris.pk}/").content.decode()
    assert "not cleared" not in page


def test_others_read_no_such_line(paris: Any, signed_in: Any) -> None:
    clearing.requires(clearing.policy())
    page = signed_in(Role.SPONSOR).get(f"/adoption/offices/{paris.pk}/").content.decode()
    assert "not cleared" not in page


def test_where_the_kept_list_covers_the_week_the_page_reads_no_facts_of_training(paris: Any, signed_in: Any) -> None:
    clearing.requires(clearing.policy())
    follow(actor=clearing.PROJECT, at=company.NOW)
    client = signed_in(Role.PROJECT_OFFICE)
    client.get("/adoption/")
    with counted("adoption of one office, clearance required") as queries:
        page = client.get(f"/adoption/offices/{paris.pk}/").content.decode()
    assert "6 people shown here were not cleared, and count all the same." in page
    assert not any("policies_signature" in query["sql"] for query in queries.captured_queries)


def test_the_kept_list_and_the_rule_say_the_same_of_every_day(done: Done) -> None:  # noqa: F811
    """Three answers after each other: not cleared, cleared by a signature, and not any more when the attendance has run out."""
    _office, people = seen.live_office(people=3, code="PAR")
    policy, paper = clearing.policy(), clearing.paper(clearing.course())
    clearing.requires(policy, paper)
    done.signs(people[0], policy, on=date(2026, 5, 11))
    done.passes(people[0], paper, date(2026, 5, 4), until=date(2026, 6, 20))
    done.signs(people[1], policy, on=date(2026, 5, 18))
    follow(actor=clearing.PROJECT, at=clearing.NOW)
    keys = [person.pk for person in people]
    settled = 0
    for step in range(60):
        day = date(2026, 5, 1) + timedelta(days=step)
        by_rule: dict[int, bool] = {}
        for (person, _office_id, _role), told in decided(day, people=set(keys)).items():
            by_rule[person] = by_rule.get(person, True) and told.allowed
        assert cleared(keys, day) == by_rule, day
        settled += len(kept_answers(keys, day, None))
    assert 60 < settled < 180
