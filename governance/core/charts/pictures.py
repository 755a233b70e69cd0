"""Figures as SVG for paper: all charts of a document in one browser call, each kept by the hash of what it was drawn from."""

from __future__ import annotations

import hashlib
import html
import json
import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from governance.core.charts import browser
from governance.core.charts.chart import Chart

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
BUNDLE = VENDOR / "plotly-cartesian-4.1.1" / "plotly-cartesian.min.js"
LOCALES = {"zh-hans": ("zh-CN", "zh-cn.js"), "zh-hant": ("zh-TW", "zh-tw.js")}
LOCALE_FOLDER = VENDOR / "plotly-locales-3.7.0"
# Raise when the drawing below changes, so that pictures kept from before are drawn anew.
DRAWING = "1"
WIDTH = 660
SECONDS = 30.0
FOUND = re.compile(r'<pre id="chart-(\d+)">(.*?)</pre>', re.DOTALL)


def digest(spec: Mapping[str, Any], language: str) -> str:
    """What a picture depends on: the figure, the language's locale, the bundle, this drawing."""
    body = json.dumps([spec, language, BUNDLE.parent.name, DRAWING], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def kept(key: str) -> Path:
    return Path(settings.CHART_CACHE_DIR) / key[:2] / f"{key}.svg"


def keep(key: str, svg: str) -> None:
    """Write whole or not at all: two reports made at once must not read half a picture."""
    path = kept(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(svg, encoding="utf-8")
    part.replace(path)


def svgs(charts: Iterable[Chart], language: str) -> dict[str, str | None]:
    """SVG per chart code; None where no browser could draw it, and the document then shows the table twin."""
    wanted = {chart.code: chart.spec() for chart in charts}
    keys = {code: digest(spec, language) for code, spec in wanted.items()}
    drawn: dict[str, str | None] = {}
    for code, key in keys.items():
        path = kept(key)
        drawn[code] = path.read_text(encoding="utf-8") if path.exists() else None
    missing = [code for code, svg in drawn.items() if svg is None]
    for code, svg in zip(missing, draw([wanted[code] for code in missing], language), strict=True):
        if svg is not None:
            keep(keys[code], svg)
            drawn[code] = svg
    return drawn


def draw(specs: list[dict[str, Any]], language: str) -> list[str | None]:
    """One browser call for all figures."""
    if not specs or browser.find() is None:
        return [None] * len(specs)
    with tempfile.TemporaryDirectory(prefix="charts-") as folder:
        page = Path(folder) / "charts.html"
        page.write_text(page_for(specs, language), encoding="utf-8")
        dom = browser.dump(page, seconds=SECONDS) or ""
    found = {int(number): html.unescape(svg) for number, svg in FOUND.findall(dom)}
    return [found.get(number) for number in range(len(specs))]


def page_for(specs: list[dict[str, Any]], language: str) -> str:
    """The page that draws: figures as inert JSON, the same bundle that the web pages serve, and a loop."""
    locale, file = LOCALES.get(language, ("en-US", ""))
    data = json.dumps(specs, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")
    localised = f'<script src="{(LOCALE_FOLDER / file).as_uri()}"></script>' if file else ""
    loop = LOOP % {"locale": locale, "width": WIDTH}
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><script src="{BUNDLE.as_uri()}"></script>{localised}</head>'
        f'<body><script type="application/json" id="figures">{data}</script><script>{loop}</script></body></html>'
    )


LOOP = """
(async () => {
  const figures = JSON.parse(document.getElementById('figures').textContent);
  const config = {staticPlot: true, locale: '%(locale)s', plotlyServerURL: '', showSendToCloud: false};
  await document.fonts.ready;
  for (const [number, figure] of figures.entries()) {
    try {
      const size = {format: 'svg', width: figure.layout.width || %(width)d, height: figure.layout.height || 320};
      const uri = await Plotly.toImage({...figure, config}, size);
      const out = document.createElement('pre');
      out.id = 'chart-' + number;
      out.textContent = decodeURIComponent(uri.slice(uri.indexOf(',') + 1));
      document.body.append(out);
    } catch (error) { console.error(error); }
  }
})();
"""
