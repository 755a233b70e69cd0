"""The sections of the executive report: what is frozen is printed, what is not frozen is absent, in every language."""

from __future__ import annotations

import io
import json
import re
import subprocess
from collections.abc import Iterable
from typing import Any

import pikepdf
import pytest
from django.utils import translation

from governance.core.actor import Actor
from governance.core.documents.freezing import canonical
from governance.core.documents.models import Snapshot
from governance.core.documents.pdf import html_for, pdf_from_html
from reports.documents import actions, content
from reports.documents.actions import make_executive_report
from reports.documents.report import read
from tests.reports import pretend, told

pytestmark = pytest.mark.django_db
TITLES = ["Decisions", "KPIs and effect", "Vendor and penalties", "Training and clearance", "Risks", "Benefits and cost"]
LANGUAGES = ["en", "zh-hans", "zh-hant"]


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch, project_office: Actor) -> dict[str, Any]:
    """The figures of six offices with every section, as they come back from the record."""
    pretend.offices(6)
    pretend.register(monkeypatch)
    pretend.no_setting(monkeypatch)
    monkeypatch.setattr(actions, "gather", lambda asked: told.SECTIONS)
    [document] = make_executive_report(actor=project_office, at=pretend.AT, day=pretend.DAY, languages=["en"])
    return document.snapshot.figures


def html(figures: dict[str, Any], language: str = "en") -> str:
    with translation.override(language):
        context = content.context(read(figures), language)
        pictures = {code: f"<svg>{code}</svg>" for code in context["charts"]}
        return html_for("documents/executive.html", {**context, "pictures": pictures}, language, snapshot=Snapshot.objects.get())


def paper(context: dict[str, Any], language: str) -> str:
    """With tables in place of the pictures."""
    return html_for("documents/executive.html", {**context, "pictures": {}}, language, snapshot=Snapshot.objects.get())


def headings(page: str) -> list[str]:
    return [re.sub(r"<[^>]*>", "", one).strip() for one in re.findall(r"<h2[^>]*>(.*?)</h2>", page, re.S)]


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


def test_every_section_stands_in_its_order_between_status_and_definitions(frozen: dict[str, Any]) -> None:
    found = headings(html(frozen))
    assert [one for one in found if one in TITLES] == TITLES
    assert found.index("Status") < found.index("Decisions") < found.index("Offices by stage") < found.index("KPIs and effect")
    assert found.index("Benefits and cost") < found.index("What the words mean")


@pytest.mark.parametrize("missing", list(told.SECTIONS))
def test_a_section_that_was_not_frozen_is_absent_and_not_empty(frozen: dict[str, Any], missing: str) -> None:
    sections = {name: facts for name, facts in frozen["sections"].items() if name != missing}
    page = html(frozen | {"sections": sections})
    titles = dict(zip(("decisions", "kpis", "vendor", "training", "risks", "benefits"), TITLES, strict=True))
    expected = [title for name, title in titles.items() if name != missing]
    assert [one for one in headings(page) if one in TITLES] == expected
    assert ("When the last office goes live" in text(page)) == (missing != "forecast")


def test_a_report_frozen_before_there_were_sections_still_prints(frozen: dict[str, Any]) -> None:
    old = {name: value for name, value in frozen.items() if name != "sections"}
    page = html(old)
    assert not set(headings(page)) & set(TITLES)
    assert "Status" in headings(page) and "What the words mean" in headings(page)


SENTENCES = [
    "2 decisions are asked for.",
    "The last office is live by 29 Aug 2026 with even odds, and by 8 Sep 2026 in four futures of five.",
    "1 of 2 plans of offices were kept in June 2026.",
    "Going live is associated with a change of +8,100.",
    "0 of 1 milestone due was accepted on time. Penalties of CN¥25,000 have accrued.",
    "CN¥45,000 in 30 days if nothing is accepted",
    "35 of 50 people who must use the CRM are cleared for it (70%).",
    "2 things are open, 1 of them past their day.",
    "Finance has confirmed CN¥90 of CN¥300 planned by now (30%).",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_each_section_says_its_message_in_a_sentence(frozen: dict[str, Any], sentence: str) -> None:
    assert sentence in text(html(frozen))


def test_what_training_cannot_tell_is_listed_with_its_reason(frozen: dict[str, Any]) -> None:
    assert re.search(r"Pass rate Nobody has a marked result here by that day\. the whole programme", text(html(frozen)))


def test_why_there_is_no_forecast_is_printed_instead_of_a_picture(frozen: dict[str, Any]) -> None:
    refused = told.FORECAST | {"p50": None, "p80": None, "futures": [], "why_not": [told.words("Too few offices.", "办事处太少。")]}
    page = text(html(frozen | {"sections": frozen["sections"] | {"forecast": refused}}))
    assert "Why there is no forecast yet Too few offices." in page


def test_every_picture_says_its_message_and_has_its_table(frozen: dict[str, Any]) -> None:
    with translation.override("en"):
        charts = content.context(read(frozen), "en")["charts"]
    assert len(charts) == 5 + 8
    assert all(str(chart.message) and chart.rows for chart in charts.values())
    page = html(frozen)
    assert page.count("<img") == len([chart for chart in charts.values() if not chart.blank])
    assert not re.search(r'alt=""', page)


def test_all_pictures_of_a_report_are_asked_for_at_once(frozen: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def svgs(charts: Iterable[Any], language: str) -> dict[str, None]:
        asked.append([chart.code for chart in charts])
        return dict.fromkeys(asked[-1])

    monkeypatch.setattr(actions, "svgs", svgs)
    actions.render(Snapshot.objects.get(), "zh-hans")
    assert [len(codes) for codes in asked] == [13] and len(set(asked[0])) == 13


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_whole_on_paper(frozen: dict[str, Any], language: str, caplog: pytest.LogCaptureFixture) -> None:
    with translation.override(language):
        context = content.context(read(frozen), language)
        pdf = pdf_from_html(paper(context, language))
    printed = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert not set(printed) & set("□\ufffd\u25af")
    assert not [record for record in caplog.records if ".notdef" in record.getMessage()]
    assert {"en": "Value of deals won", "zh-hans": "赢单金额", "zh-hant": "贏單金額"}[language] in printed
    english = re.findall(r"\b(?:Decisions|Penalties|Withheld|cleared|Benefits|Risks|planned|milestones?)\b", printed)
    assert bool(english) == (language == "en"), english


def test_bookmarks_lead_to_every_section(frozen: dict[str, Any]) -> None:
    with translation.override("en"):
        pdf = pdf_from_html(paper(content.context(read(frozen), "en"), "en"))
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_outline() as outline:
        titles = {entry.title for root in outline.root for entry in [root, *root.children]}
    assert set(TITLES) <= titles


def test_what_is_frozen_is_what_the_rooms_told(frozen: dict[str, Any]) -> None:
    assert frozen["sections"] == json.loads(canonical(told.SECTIONS))
    codes = [one["code"] for one in frozen["definitions"]]
    assert {"clearance.cleared_share", "kpis.attainment", "contracts.penalty_accrued", "kpis.benefits_confirmed"} <= set(codes)
