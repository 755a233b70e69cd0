"""Two who set the programme up at the same instant: there is one programme, and the other is told."""

from datetime import date

import pytest

from governance.core.errors import Conflict
from rollout.staging import actions
from rollout.staging.models import Programme, Wave
from tests.at_once import at_once
from tests.company import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_set_up_the_programme_one_wins(project_office, tmp_path):
    def set_up(code):
        return actions.set_up_programme(code=code, name=code, starts_on=date(2026, 6, 8), actor=project_office, at=NOW)

    ended, held = at_once(
        tmp_path,
        *(lambda code=code: set_up(code) for code in ("crm", "crm-2")),
        then=lambda: (Programme.objects.count(), Wave.objects.count()),
    )
    assert {type(end) for end in ended} == {Programme, Conflict} and held == (1, 1)
