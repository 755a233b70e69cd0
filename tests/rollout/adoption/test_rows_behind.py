"""From an office's arithmetic one comes to the rows behind each figure, as far as one may see them."""

import html
import re

import pytest

from governance.core.roles import Role
from tests import company
from tests.rollout.adoption import seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def paris():
    office, people = seen.live_office(people=6, code="PAR")
    of = seen.file()
    for person in people:
        company.notice(person)
        seen.used(person, seen.weekdays(4), of=of, entries=4, self_entries=3, proxy_entries=1)
    seen.computed()
    return office


def links(client, office):
    page = client.get(f"/adoption/offices/{office.pk}/").content.decode()
    return [html.unescape(found) for found in sorted(set(re.findall(r'href="(/metrics/[^"]+)"', page)))]


@pytest.mark.parametrize("role", [Role.PROJECT_OFFICE, Role.SPONSOR, Role.OFFICE_HEAD])
def test_every_figure_of_an_office_leads_to_its_own_page(paris, signed_in, role):
    client = signed_in(role, office=paris) if role == Role.OFFICE_HEAD else signed_in(role)
    found = links(client, paris)
    assert len(found) >= 8
    for link in found:
        answer = client.get(link)
        assert answer.status_code == 200
        form = answer.context["form"]
        assert not form.errors, (link, form.errors)
        assert answer.context["subject_name"] == str(paris)


def test_the_rows_behind_reach_are_the_expected_people(paris, signed_in):
    client = signed_in(Role.PROJECT_OFFICE)
    [reach] = [link for link in links(client, paris) if "adoption.reach" in link]
    table = client.get(reach).context["table"]
    assert len(table.rows) == 6


def test_a_head_cannot_ask_about_another_office(paris, signed_in):
    other, _people = seen.live_office(people=6, code="ROM")
    answer = signed_in(Role.OFFICE_HEAD, office=paris).get(f"/metrics/adoption.reach/?subject=office:{other.pk}")
    assert answer.context["form"].errors
    assert "table" not in answer.context
