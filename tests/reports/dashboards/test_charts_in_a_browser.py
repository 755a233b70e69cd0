"""Charts on a page, in a real browser under the real policy: drawn, in the reader's theme, width and language, and nothing leaves.

`page_for` itself fails a test on any error of the console (a breach of the policy is one) and on any request to elsewhere.
"""

import pytest

from governance.core.charts.palette import DARK, INK, SERIES
from governance.core.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADDRESS = "/charts-in-a-test/"
DRAWN = ".chart-picture .main-svg"
COLOURS = """() => [...document.querySelectorAll('[data-chart]')].map(one =>
    [one._fullLayout.font.color, one._fullData.find(trace => trace.mode !== 'lines').marker.color])"""


@pytest.fixture(autouse=True)
def _charts(settings):
    settings.ROOT_URLCONF = "tests.reports.dashboards.chart_pages"


def test_every_chart_of_a_page_is_drawn_and_accessible(page_for, axe):
    page = page_for(Role.SPONSOR, ADDRESS)
    page.wait_for_selector(DRAWN)
    assert page.locator(".chart-picture .plotly").count() == 2
    assert page.locator(".chart-picture .modebar-btn").count() == 0
    axe(page)


def test_the_table_twin_opens_from_the_keyboard(page_for):
    page = page_for(Role.SPONSOR, ADDRESS)
    page.wait_for_selector(DRAWN)
    page.locator(".chart-table summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".chart-table table").first.is_visible()


def test_a_dark_page_has_the_colours_of_the_dark_and_a_change_of_theme_draws_again(page_for):
    page = page_for(Role.SPONSOR, ADDRESS, dark=True)
    page.wait_for_selector(DRAWN)
    assert page.evaluate(COLOURS)[0] == [DARK[INK.text], DARK[SERIES[0].colour]]
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    page.wait_for_function(f"document.querySelector('[data-chart]')._fullLayout.font.color === '{INK.text}'")
    assert page.evaluate(COLOURS)[0] == [INK.text, SERIES[0].colour]


def test_a_chart_fits_a_phone(page_for):
    page = page_for(Role.SPONSOR, ADDRESS, width=390)
    page.wait_for_selector(DRAWN)
    widths = page.evaluate("[...document.querySelectorAll('[data-chart]')].map(one => [one._fullLayout.width, one.clientWidth])")
    assert all(drawn <= given <= 390 for drawn, given in widths)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize(("language", "locale"), [("zh-hans", "zh-CN"), ("zh-hant", "zh-TW")])
def test_chinese_readers_get_chinese_days_and_names(page_for, language, locale):
    page = page_for(Role.SPONSOR, ADDRESS, language=language)
    page.wait_for_selector(DRAWN)
    assert page.evaluate("document.querySelector('[data-chart]')._context.locale") == locale
    text = page.locator(".chart-picture").all_text_contents()
    assert "杭州办事处" in text[0]
    assert "月" in text[1]


def test_nothing_can_be_sent_to_the_cloud(page_for):
    page = page_for(Role.SPONSOR, ADDRESS)
    page.wait_for_selector(DRAWN)
    assert page.evaluate(
        "(({plotlyServerURL, showSendToCloud}) => [plotlyServerURL, showSendToCloud])(document.querySelector('[data-chart]')._context)"
    ) == ["", False]


def test_a_page_without_charts_does_not_load_the_bundle(page_for):
    page = page_for(Role.SPONSOR, "/verify/")
    assert page.locator("script[src*=plotly]").count() == 0
