"""What a browser shows of own scores, exemplars, cohorts and the age of the data: no finding of axe, nothing wider than the screen."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from governance.core.actor import Actor, Grant
from governance.core.roles import Role
from rollout.adoption.actions import exemplars
from rollout.adoption.actions import own as actions
from rollout.adoption.models import OwnScore
from tests import company
from tests.rollout.adoption import seen

pytestmark = pytest.mark.django_db(transaction=True)
LAST = seen.SUNDAY
MEI = Actor("mei", grants=(Grant(Role.PROJECT_OFFICE),))
LOOKS: list[dict[str, Any]] = [{"width": 390, "language": "zh-hans", "dark": True}]


def contested() -> OwnScore:
    office, (person, *_others) = seen.live_office(people=5, code="PAR")
    company.notice(person)
    seen.used(person, seen.weekdays(5), of=seen.file(), self_entries=2, dated_entries=2, timely_entries=1)
    seen.computed()
    actions.draw_own_scores(first_day=seen.WEEK - timedelta(days=7), last_day=LAST, actor=MEI, at=timezone.now(), reason="half-year")
    score = OwnScore.objects.get()
    me = Actor("li", person_id=person.pk, grants=(Grant(Role.STAFF),))
    actions.see(score, actor=me, at=timezone.now())
    actions.contest(score, actor=me, at=timezone.now(), reason="I was on leave")
    made = exemplars.nominate(person=person, copy="Enters the visit at once", actor=MEI, at=timezone.now(), reason="good")
    exemplars.consent(made, actor=me, at=timezone.now())
    return score


@pytest.mark.parametrize("look", LOOKS, ids=("phone",))
def test_every_page_can_be_read_by_everyone(page_for: Callable[..., Page], axe: Callable[[Page], None], look: dict[str, Any]) -> None:
    score = contested()
    page = page_for(Role.PROJECT_OFFICE, "/adoption/own/", **look)
    home = page.url.split("/adoption/")[0]
    for address in (f"own/{score.pk}/", "own/draw/", "exemplars/", "exemplars/nominate/", "cohorts/", "sources/", "weights/?of=people"):
        page.goto(f"{home}/adoption/{address}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= look["width"], address
