"""What the tests of this room share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from governance.organisation.models import Office, Person
from governance.policies.models import Policy
from tests import company
from tests.training.clearance import clearing
from tests.training.clearance.clearing import Done, done  # noqa: F401
from training.courses.models import Course
from training.testing.models import Paper


@dataclass
class Small:
    """An office of sellers, and all that their role requires."""

    office: Office
    li: Person
    course: Course
    paper: Paper
    policy: Policy
    done: Done

    def meets_all(self, person: Person, on: date = date(2026, 3, 1), until: date | None = None) -> None:
        self.done.attends(person, self.course, on)
        self.done.passes(person, self.paper, on, until)
        self.done.signs(person, self.policy, on)


@pytest.fixture
def small(db: None, done: Done) -> Small:  # noqa: F811
    office = company.office("NORTH")
    company.use_rule()
    course = clearing.course()
    paper, policy = clearing.paper(course), clearing.policy()
    clearing.requires(course, paper, policy)
    return Small(office, company.person("Li Na", at=office), course, paper, policy, done)
