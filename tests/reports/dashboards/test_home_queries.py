"""Every role's home page, and each part that it fetches, takes fewer than 30 queries, the same at few and at many offices."""

import pytest

from governance.core.roles import Role
from tests.query_counts import judged
from tests.reports.dashboards import homes

pytestmark = pytest.mark.django_db
MOST = 30


@pytest.mark.parametrize("offices", [3, 12])
def test_every_home_page_and_its_parts_stay_under_the_limit_at_few_and_many_offices(offices):
    held = homes.accounts(offices)
    assert set(held) == set(Role)
    for name, queries in homes.reads(held):
        judged(name, queries)
        assert len(queries) < MOST, name
