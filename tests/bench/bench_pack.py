"""The scorecards of 33 offices as a pack against bare WeasyPrint setting the same HTML one after the other.

Ours is the whole job: figures, freezing, HTML, setting on all cores, keeping; its pictures are in the cache.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from tests.bench import Row, Scale, bench, python, site
from tests.bench.bench_report import Put, bare, timed

INSIDE = "import django; django.setup(); from tests.bench.bench_pack import inside; inside(int(__import__('sys').argv[1]))"


@bench("scorecard pack")
def scorecard_pack(scale: Scale) -> Iterator[Row]:
    offices = scale(33, quick=5)
    with site() as env:
        ran = python(INSIDE, str(offices), env={**env, "DJANGO_SETTINGS_MODULE": "config.settings"})
    took = json.loads(ran.output.splitlines()[-1])
    yield Row(f"pack of {offices} scorecards", ours=took["ours"], bare=took["bare"], limit=0.75)


def inside(count: int) -> None:
    """In a process of its own, with an empty database whose offices are all live."""
    from governance.core import audit
    from governance.core.actor import system_actor
    from reports.documents import packs
    from rollout.staging.models import StageChange
    from rollout.staging.stages import Stage
    from tests import company
    from tests.reports import pretend

    html: list[str] = []
    plain = packs.pdfs_from_html

    def listening(papers: Any) -> Any:
        wanted = list(papers)
        html[:] = [each for each, _identifier in wanted]
        return plain(wanted)

    packs.pdfs_from_html = listening
    bench = system_actor("bench")
    with audit.operation(bench, reason="bench"):
        made = pretend.offices(count)
        for office in made:
            rollout = office.rollout
            on = date(2026, 3, 2)
            StageChange.objects.create(rollout=rollout, from_stage=Stage.TRIAL, to_stage=Stage.LIVE, on=on, recorded_at=company.RECORDED)
        pretend.register(Put())  # type: ignore[arg-type]

        def ours(round_: int) -> None:
            at = pretend.AT + timedelta(seconds=round_)
            packs.make_pack(day=pretend.DAY, language="zh-hans", job=uuid4(), actor=bench, at=at)

        ours(0)
        took = timed(partial(ours, 1))
        bare_took = sum(timed(partial(bare, one)) for one in html)
    print(json.dumps({"ours": took, "bare": bare_took, "papers": len(html)}))
