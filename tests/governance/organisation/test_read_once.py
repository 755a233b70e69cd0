"""What many parts of one page ask of the organisation is read from the database once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.core.reading import read_once
from governance.organisation.selectors import must_use, outsiders, stays_held, use_rules
from tests import company

DAY = date(2026, 6, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "ask", [lambda: stays_held(DAY, DAY), lambda: must_use(DAY, DAY), lambda: use_rules(DAY, DAY), lambda: outsiders(DAY)]
)
def test_what_parts_of_a_page_share_is_read_once(ask: Callable[[], Any]) -> None:
    company.person(at=company.office("ROM"))
    with read_once():
        first = ask()
        with CaptureQueriesContext(connection) as again:
            assert ask() == first
    assert len(again) == 0
