"""The record keeps pseudonyms; a page shows the name to those who may know it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from governance.core import naming
from governance.core.actor import Actor, Grant
from governance.core.models import Job
from governance.core.roles import Role
from tests import company
from tests.company import NOW

pytestmark = pytest.mark.django_db


def test_who_may_see_identities_reads_the_name(project_office: Actor) -> None:
    ann = company.person("Ann Lee")
    assert naming.names([ann.pseudonym], project_office) == {ann.pseudonym: "Ann Lee"}


def test_others_read_the_pseudonym(sponsor: Actor) -> None:
    ann = company.person("Ann Lee")
    assert naming.names([ann.pseudonym], sponsor) == {ann.pseudonym: ann.pseudonym}


def test_a_head_reads_the_names_of_the_own_office() -> None:
    paris = company.office("paris")
    ann, bob = company.person("Ann Lee", at=paris), company.person("Bob Ray", at=company.office("rome"))
    head = Actor("x", grants=(Grant(Role.OFFICE_HEAD, frozenset({paris.pk})),))
    assert naming.names([ann.pseudonym, bob.pseudonym], head) == {ann.pseudonym: "Ann Lee", bob.pseudonym: bob.pseudonym}


def test_the_system_and_strangers_are_called_what_they_are(project_office: Actor) -> None:
    assert naming.names(["system:schedule", "imported"], project_office) == {"system:schedule": "the system", "imported": "imported"}


def test_many_names_cost_as_few_queries_as_one(project_office: Actor, django_assert_num_queries: Any) -> None:
    people = [company.person(f"Person {number}") for number in range(30)]
    with django_assert_num_queries(2):
        naming.names([person.pseudonym for person in people], project_office)


def test_the_page_of_a_job_names_its_starter(signed_in: Callable[..., Client]) -> None:
    ann = company.person("Ann Lee")
    job = Job.objects.create(kind="core.tidy", title="x", username=ann.pseudonym, created_at=NOW)
    assert "Started by Ann Lee" in signed_in(Role.PROJECT_OFFICE).get(job.get_absolute_url()).content.decode()
