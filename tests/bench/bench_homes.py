"""SQL statements of every role's home page and of each part it fetches, at 33 and at 330 offices: under 30, and the same."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.bench import Row, Scale, bench, python, site

INSIDE = "import django; django.setup(); from tests.bench.bench_homes import inside; inside(int(__import__('sys').argv[1]))"
MOST = 29


@bench("home pages")
def home_pages(scale: Scale) -> Iterator[Row]:
    few, many = (counted(scale(offices, quick=quick)) for offices, quick in ((33, 3), (330, 6)))
    for name, queries in few.items():
        yield Row(f"{name}, 33 offices", ours=queries, limit=MOST, unit="queries")
        yield Row(f"{name}, 330 offices", ours=many[name], limit=queries, unit="queries")


def counted(offices: int) -> dict[str, int]:
    """Each size in a process and a database of its own."""
    with site() as env:
        ran = python(INSIDE, str(offices), env={**env, "DJANGO_SETTINGS_MODULE": "config.settings"})
    return json.loads(ran.output.splitlines()[-1])  # type: ignore[no-any-return]


def inside(offices: int) -> None:
    from django.conf import settings

    from governance.core import audit
    from governance.core.actor import system_actor
    from tests.reports.dashboards import homes

    settings.ALLOWED_HOSTS = ["testserver"]
    with audit.operation(system_actor("bench"), reason="bench"):
        held = homes.accounts(offices)
    print(json.dumps({name.removeprefix("home of "): len(queries) for name, queries in homes.reads(held)}))
