"""The executive report of the demo company against bare WeasyPrint on the same HTML, and the browser calls of a cold run.

The PDF is made of its frozen figures: charts from the cache, HTML, setting, finishing. The whole action reads every figure of 33
offices first, which bare WeasyPrint does not, and keeps the file.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from tests.bench import Row, Scale, bench, manage, python, site

INSIDE = "import django; django.setup(); from tests.bench.bench_report import inside; inside(int(__import__('sys').argv[1]))"


@bench("executive report")
def executive_report(scale: Scale) -> Iterator[Row]:
    offices = scale(33, quick=5)
    with site() as env:
        manage("demo_company", "--offices", str(offices), "--people", str(offices * 16), env=env)
        ran = python(INSIDE, str(scale(5, quick=1)), env={**env, "DJANGO_SETTINGS_MODULE": "config.settings"})
    took = json.loads(ran.output.splitlines()[-1])
    yield Row(f"executive PDF of {offices} offices, charts cached", ours=took["set"], bare=took["bare"], limit=1.3)
    yield Row("the same with every figure read anew", ours=took["ours"], bare=took["bare"], limit=1.3)
    yield Row("all cold charts of a report: browser calls", ours=took["calls"], limit=1, unit="calls")
    yield Row("all cold charts of a report", ours=took["cold"], limit=None)


class Put:
    """As pytest's monkeypatch, for a process that ends anyway."""

    def setitem(self, where: MutableMapping[Any, Any], key: Any, value: Any) -> None:
        where[key] = value


def inside(rounds: int) -> None:
    """In a process of its own, with a demo company: both sides in turn, so that a neighbour on the machine slows both."""
    from django.utils import timezone

    from governance.core import audit
    from governance.core.actor import system_actor
    from governance.core.documents.models import Snapshot
    from reports.documents import actions

    at, actor = timezone.now(), system_actor("bench")
    day = timezone.localdate(at)
    with audit.operation(actor, reason="bench"):
        calls, cold = cold_charts(day, at)
        html: list[str] = []
        keep_html(html)

        def ours(round_: int) -> None:
            # Another instant each time, so that nothing of the round before is found ready made.
            actions.make_executive_report(actor=actor, at=at + timedelta(seconds=round_), day=day, languages=["zh-hans"])

        ours(0)
        took, set_took, bare_took = [], [], []
        for round_ in range(1, rounds + 1):
            took.append(timed(partial(ours, round_)))
            set_took.append(timed(partial(actions.render, Snapshot.objects.latest("pk"), "zh-hans")))
            bare_took.append(timed(partial(bare, html[-1])))
    middle = {"ours": statistics.median(took), "set": statistics.median(set_took), "bare": statistics.median(bare_took)}
    print(json.dumps({**middle, "calls": calls, "cold": cold}))


def bare(html: str) -> None:
    from weasyprint import CSS, HTML

    from governance.core.documents.pdf import PAPER

    HTML(string=html).write_pdf(stylesheets=[CSS(filename=str(PAPER))], pdf_variant="pdf/ua-1")


def timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def keep_html(html: list[str]) -> None:
    """Listen to what is set, so that the bare side sets the same."""
    from governance.core.documents import pdf

    plain = pdf.pdf_from_html

    def listening(source: str, **options: Any) -> bytes:
        html.append(source)
        return plain(source, **options)

    pdf.pdf_from_html = listening


def cold_charts(day: date, at: datetime) -> tuple[int, float]:
    """Every chart of a whole report, none drawn before: how many browser calls, and how long."""
    from governance.core.actor import system_actor
    from governance.core.charts import browser, svgs
    from governance.core.documents.freezing import canonical
    from reports.dashboards.sections import Asked, gather
    from reports.documents import content
    from reports.documents.figures import figures, report_reader
    from reports.documents.pictures import pictures
    from reports.documents.report import read

    reader = report_reader(system_actor("bench"))
    frozen: Mapping[str, Any] = figures(pictures(day, reader, at), gather(Asked(day, at, reader)), known_at=at)
    charts = list(content.context(read(json.loads(canonical(frozen))), "zh-hans")["charts"].values())
    calls = 0
    plain = browser.dump

    def counting(*arguments: Any, **options: Any) -> str | None:
        nonlocal calls
        calls += 1
        return plain(*arguments, **options)

    browser.dump = counting
    began = time.perf_counter()
    drawn = svgs(charts, "zh-hans")
    took = time.perf_counter() - began
    browser.dump = plain
    if not all(drawn.values()):
        raise RuntimeError("not every chart was drawn: is a browser installed?")
    return calls, took
