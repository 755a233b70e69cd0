"""Charts as vector pictures for paper: one browser call for all, kept by what they were drawn from, and no browser is no failure."""

import os
import stat
import subprocess
from pathlib import Path

import plotly.graph_objects as go
import pytest

from governance.core.charts import Chart, browser, figure, pictures, svgs

needs_browser = pytest.mark.skipif(browser.find() is None, reason="no Chromium: install chromium-headless-shell")


def chart(code: str, *values: float, label: str = "Office", language: str = "en") -> Chart:
    bars = go.Bar(x=list(values), y=[f"{label} {place}" for place in range(len(values))], orientation="h")
    return Chart(code, "Title", "Message", figure([bars], language), ["a"], [])


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Counts the browser calls and draws nothing but a mark per figure."""
    made: list[str] = []

    def dump(page: Path, *, seconds: float) -> str:
        made.append(page.read_text(encoding="utf-8"))
        return "".join(f'<pre id="chart-{number}">&lt;svg&gt;{len(made)}.{number}&lt;/svg&gt;</pre>' for number in range(20))

    monkeypatch.setattr(browser, "find", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(browser, "dump", dump)
    return made


def test_twelve_charts_take_one_call(calls):
    drawn = svgs([chart(f"c{place}", place, 1) for place in range(12)], "en")
    assert len(drawn) == 12
    assert len(calls) == 1
    assert drawn["c3"] == "<svg>1.3</svg>"


def test_a_chart_drawn_once_is_not_drawn_again(calls):
    first = svgs([chart("a", 1)], "en")
    assert svgs([chart("a", 1)], "en") == first
    assert len(calls) == 1


def test_only_what_is_new_is_drawn(calls):
    svgs([chart("a", 1), chart("b", 2)], "en")
    drawn = svgs([chart("a", 1), chart("c", 3)], "en")
    assert drawn == {"a": "<svg>1.0</svg>", "c": "<svg>2.0</svg>"}


def test_another_figure_or_another_language_is_another_picture(calls):
    svgs([chart("a", 1)], "en")
    svgs([chart("a", 2)], "en")
    svgs([chart("a", 1)], "zh-hans")
    assert len(calls) == 3


def test_without_a_browser_there_is_no_picture_and_no_error(monkeypatch):
    monkeypatch.setattr(browser, "find", lambda: None)
    assert svgs([chart("a", 1)], "en") == {"a": None}


def test_what_could_not_be_drawn_is_tried_again_next_time(monkeypatch, calls):
    monkeypatch.setattr(browser, "dump", lambda page, *, seconds: None)
    assert svgs([chart("a", 1)], "en") == {"a": None}
    monkeypatch.setattr(browser, "dump", lambda page, *, seconds: '<pre id="chart-0">&lt;svg/&gt;</pre>')
    assert svgs([chart("a", 1)], "en") == {"a": "<svg/>"}


def test_a_name_in_a_figure_cannot_become_a_script_of_the_drawing_page(calls):
    svgs([chart("a", 1, label="</script><script>steal()</script>")], "en")
    assert "steal()</script>" not in calls[0]


def hanging_browser(folder: Path) -> str:
    """A program that never ends, with a child that would outlive it."""
    program = folder / "chromium-headless-shell"
    program.write_text("#!/bin/sh\nsleep 600 &\necho $! > " + str(folder / "child") + "\nwait\n")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    return str(program)


def test_a_browser_that_hangs_is_ended_with_its_children(tmp_path, monkeypatch):
    monkeypatch.setenv("GATEHOUSE_BROWSER", hanging_browser(tmp_path))
    page = tmp_path / "page.html"
    page.write_text("<p>")
    assert browser.dump(page, seconds=0.5) is None
    child = int((tmp_path / "child").read_text())
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(child)], capture_output=True, text=True, check=False).stdout.strip()
    assert not state or state.startswith("Z")


def test_the_sandbox_stays_on_except_for_root(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert "--no-sandbox" not in browser.command("/usr/bin/chromium", tmp_path, "profile", 1000)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert "--no-sandbox" in browser.command("/usr/bin/chromium", tmp_path, "profile", 1000)


def test_the_browser_reaches_no_network(tmp_path):
    call = browser.command("/usr/bin/chromium", tmp_path, "profile", 1000)
    assert "--disable-background-networking" in call
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in call


@needs_browser
@pytest.mark.browser
def test_a_real_browser_draws_vectors_with_chinese_text():
    drawn = svgs([chart("a", 3, 5, label="杭州办事处", language="zh-hans"), chart("b", 1)], "zh-hans")
    assert drawn["a"].startswith("<svg")
    assert "杭州办事处 1" in drawn["a"]
    assert "Noto Sans CJK SC" in drawn["a"]
    assert pictures.kept(pictures.digest(chart("b", 1).spec(), "zh-hans")).exists()
