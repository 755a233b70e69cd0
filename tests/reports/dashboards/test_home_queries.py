"""Every role's home page takes fewer than 30 queries, the same at few and at many offices."""

import pytest

from governance.core.roles import Role
from tests.query_counts import counted
from tests.reports.dashboards import homes

pytestmark = pytest.mark.django_db
MOST = 30


@pytest.mark.parametrize("offices", [3, 12])
def test_every_home_page_stays_under_the_limit_at_few_and_many_offices(offices):
    held = homes.accounts(offices)
    assert set(held) == set(Role)
    for role, account in held.items():
        client = homes.signed_in(account)
        with counted(f"home of {role.value}") as queries:
            assert client.get("/").status_code == 200
        assert len(queries) < MOST, role
