"""A chart on a page: figure as inert JSON, the sentence it says, its table twin; no script in the page itself."""

import json
import re

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from governance.core.charts import SERIES, Chart, figure


def chart(code: str = "reach", label: str = "Paris") -> Chart:
    import plotly.graph_objects as go

    bars = go.Bar(x=[12, 40], y=[label, "Lyon"], orientation="h", marker={"color": SERIES[0].colour})
    return Chart(code, "Reach", "Reach is lowest in Paris.", figure([bars], "en"), ["Office", "Reach"], [[label, "12%"], ["Lyon", "40%"]])


def page(*charts: Chart, language: str = "en") -> str:
    source = "{% load charts %}{% for one in charts %}{% chart one %}{% endfor %}"
    with translation.override(language):
        return engines["django"].from_string(source).render({"charts": charts}, RequestFactory().get("/"))


def spec(html: str) -> dict:
    return json.loads(re.search(r'<script id="[^"]+" type="application/json">(.*?)</script>', html, re.DOTALL)[1])


def test_the_figure_stands_in_the_page_as_data():
    assert spec(page(chart()))["data"][0]["x"] == [12, 40]


def test_it_is_a_group_with_a_name_and_its_message_and_the_picture_is_hidden_from_readers_of_the_twin():
    html = page(chart())
    assert 'role="group" aria-label="Reach" aria-describedby="chart-reach-message"' in html
    assert "Reach is lowest in Paris." in html
    assert 'role="img"' not in html


def test_the_table_twin_has_every_row_with_scoped_headers():
    html = page(chart())
    assert '<th scope="col">Office</th>' in html
    assert '<th scope="row">Lyon</th><td>40%</td>' in html


def test_no_script_of_the_page_is_executed_inline():
    scripts = re.findall(r"<script([^>]*)>", page(chart()))
    assert all("src=" in attributes or 'type="application/json"' in attributes for attributes in scripts)
    assert " style=" not in page(chart())


def test_a_name_cannot_break_out_of_the_data():
    html = page(chart(label="</script><img src=x onerror=alert(1)>"))
    assert "<img" not in html
    assert spec(html)["data"][0]["y"][0].startswith("</script>")


def test_the_scripts_come_once_however_many_charts_a_page_has():
    assert page(chart("a"), chart("b")).count("plotly-cartesian.min.js") == 1


@pytest.mark.parametrize(("language", "locale", "file"), [("zh-hans", "zh-CN", "zh-cn.js"), ("zh-hant", "zh-TW", "zh-tw.js")])
def test_chinese_readers_get_their_locale(language, locale, file):
    html = page(chart(), language=language)
    assert spec(html)["locale"] == locale
    assert file in html


def test_english_readers_load_no_locale():
    assert "plotly-locales" not in page(chart())


def test_a_chart_of_nothing_shows_its_message_and_no_empty_axes():
    empty = Chart("empty", "Reach", "Reach cannot be told.", figure([], "en"), ["Office"], [])
    html = page(empty)
    assert "Reach cannot be told." in html
    assert "data-chart" not in html
