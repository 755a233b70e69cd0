"""The command that makes the demo company refuses what it must not touch, and leaves nothing behind when it fails."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from governance.core import firsts
from governance.organisation.models import Office
from reports.dashboards.demo import feeding
from reports.dashboards.demo.build import exists
from reports.dashboards.management.commands import demo_company
from tests import company as builders


def make(offices: int = 6, people: int = 60) -> None:
    call_command("demo_company", offices=offices, people=people)


def test_a_company_that_is_not_the_demo_is_never_touched(db: None) -> None:
    builders.office("PARIS")
    assert not exists()
    with pytest.raises(CommandError, match="not the demo"):
        make()
    assert Office.objects.count() == 1


def test_a_failure_half_way_leaves_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **options: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(feeding, "write_file", fail)
    with pytest.raises(OSError, match="disk full"):
        make()
    assert not Office.objects.exists()


def test_too_small_a_company_has_no_story(db: None) -> None:
    with pytest.raises(CommandError, match="at least 4 offices"):
        make(offices=2, people=10)


def test_a_company_made_in_the_meantime_is_kept(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two who look at once both see an empty database; the second to hold it finds the first's company."""
    looked = demo_company.exists

    def looks_before_the_other_writes() -> bool:
        found = looked()
        monkeypatch.setattr(firsts, "hold", lambda model: builders.office("OTHER"))
        return found

    monkeypatch.setattr(demo_company, "exists", looks_before_the_other_writes)
    with pytest.raises(CommandError, match="in the meantime"):
        make()
