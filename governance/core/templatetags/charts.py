"""`{% chart chart %}`: the figure, its message and its table twin; the scripts come with the first chart of a page."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.translation import get_language

from governance.core.charts import Chart
from governance.core.charts.palette import DARK
from governance.core.charts.pictures import BUNDLE, LOCALE_FOLDER, LOCALES

register = template.Library()


def scripts(language: str) -> list[str]:
    """Addresses of the scripts that draw: bundle, locale of the reader, our own."""
    names = [f"vendor/{BUNDLE.parent.name}/{BUNDLE.name}"]
    if language in LOCALES:
        names.append(f"vendor/{LOCALE_FOLDER.name}/{LOCALES[language][1]}")
    return [static(name) for name in [*names, "charts/charts.js"]]


@register.inclusion_tag("core/_chart.html", takes_context=True)
def chart(context: template.Context, chart: Chart, show_title: bool = True) -> dict[str, Any]:
    """A chart on a page. `show_title=False` where the page's own heading already says the title."""
    language = get_language() or "en"
    page = vars(context["request"]) if context.get("request") else context.render_context
    first = "charts_loaded" not in page
    page["charts_loaded"] = True
    return {
        "chart": chart,
        "show_title": show_title,
        "spec": chart.spec() | {"locale": LOCALES.get(language, ("en-US", ""))[0], "dark": DARK},
        "spec_id": f"chart-{chart.code}-figure",
        "scripts": scripts(language) if first else [],
    }


@register.inclusion_tag("core/_printed_chart.html")
def printed(chart: Chart, pictures: Mapping[str, str | None], level: int = 3) -> dict[str, Any]:
    """A chart on paper: its vector picture, or its table twin with a note where there is none.

    `level` is that of its title among the headings; 0 where a heading above says the same.
    """
    svg = pictures.get(chart.code)
    return {"chart": chart, "data": b64encode(svg.encode()).decode() if svg else "", "level": level}
