"""No page of the plan leads a reader to one that is refused."""

from datetime import timedelta

import pytest
from django.utils import timezone

from governance.core.roles import Role
from rollout.staging.models import OfficeRollout
from rollout.staging.plan import actions
from tests import company
from tests.governance.contracts import dealing
from tests.test_every_link import MENU, links
from tests.training.courses import classroom

SOON = timezone.localdate()
PAGES = ("", "slip/", "baselines/", "baselines/compare/", "forecast/", "calendar/", "calendar/?view=agenda")


@pytest.mark.parametrize("role", [Role.PROJECT_OFFICE, Role.OFFICE_HEAD, Role.TRAINER, Role.FINANCE, Role.HR, Role.COMMITTEE])
def test_every_link_of_the_plan_may_be_followed(signed_in, programme, other, pilot, project_office, role):
    OfficeRollout.objects.update(planned_live_on=SOON)
    start = timezone.now() + timedelta(minutes=5)
    classroom.session(classroom.course(), at=other.office, start=start)
    dealing.milestone(dealing.contract(), due=SOON)
    for name in ("First", "Second"):
        actions.take_baseline(programme, name, actor=project_office, at=timezone.now(), reason="Signed")
    client = signed_in(role, office=company.office("OWN") if role == Role.OFFICE_HEAD else None)
    asked = {}
    for page in (*PAGES, f"offices/{other.office_id}/"):
        url = f"/rollout/plan/{page}"
        opened = client.get(url)
        asked[url] = opened.status_code
        for link in links(MENU.sub("", opened.content.decode()), url) - asked.keys():
            asked[link] = client.get(link).status_code
    assert {link: status for link, status in asked.items() if status >= 400} == {}
