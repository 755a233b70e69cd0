"""Paper: tagged, in its language, with page numbers and embedded fonts; the same snapshot gives the same bytes."""

import ast
import io
import re
import subprocess
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pikepdf
import pytest
from django.template import engines
from weasyprint import HTML

from governance.core.documents import pdf
from governance.core.documents.freezing import freeze
from governance.core.documents.models import Snapshot
from tests.papers.sound import sound, text_of
from tests.test_walls import WINGS, modules

AT = datetime(2026, 6, 30, 8, 0, tzinfo=UTC)
LETTER = """{% extends "core/paper.html" %}{% block title %}Letter{% endblock %}{% block running %}Running head{% endblock %}
{% block content %}<section><h1>办事处 Offices</h1><table><thead><tr><th>Office</th><th>Days</th></tr></thead>
<tbody><tr><th>杭州</th><td>3</td></tr></tbody></table></section>{% endblock %}"""


@pytest.fixture
def letter(monkeypatch):
    template = engines["django"].from_string(LETTER)
    monkeypatch.setattr(pdf, "render_to_string", lambda name, values: template.render(values))
    return "letter"


@pytest.fixture
def snapshot(db, sponsor) -> Snapshot:
    return freeze("letter", {"days": 3}, actor=sponsor, at=AT)


def nodes(node, kind: str):
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from nodes(child, kind)
    elif isinstance(node, pikepdf.Dictionary):
        if node.get("/S") == kind:
            yield node
        if "/K" in node:
            yield from nodes(node["/K"], kind)


def test_it_is_tagged_for_readers_who_do_not_see(letter, snapshot):
    with pikepdf.open(io.BytesIO(pdf.render_pdf(letter, {}, "en", snapshot=snapshot))) as document:
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Letter"


@pytest.mark.parametrize(("language", "tag"), [("en", "en"), ("zh-hans", "zh-Hans"), ("zh-hant", "zh-Hant")])
def test_it_says_its_language(letter, snapshot, language, tag):
    with pikepdf.open(io.BytesIO(pdf.render_pdf(letter, {}, language, snapshot=snapshot))) as document:
        assert str(document.Root.Lang) == tag


def test_every_header_cell_says_what_it_heads(letter, snapshot):
    with pikepdf.open(io.BytesIO(pdf.render_pdf(letter, {}, "en", snapshot=snapshot))) as document:
        scopes = [str(node.A.Scope) for node in nodes(document.Root.StructTreeRoot.K, "/TH")]
    assert scopes[:3] == ["/Column", "/Column", "/Row"]
    assert set(scopes) <= {"/Column", "/Row"}


def test_headings_are_bookmarks(letter, snapshot):
    with pikepdf.open(io.BytesIO(pdf.render_pdf(letter, {}, "en", snapshot=snapshot))) as document, document.open_outline() as outline:
        assert outline.root[0].title == "办事处 Offices"


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_it_keeps_both_standards_and_is_numbered_in_the_language(letter, snapshot, language):
    sound(pdf.render_pdf(letter, {}, language, snapshot=snapshot), language, says=["办事处 Offices", "杭州"])


def test_it_says_when_its_figures_were_frozen_and_by_what_it_was_made(letter, snapshot):
    with pikepdf.open(io.BytesIO(pdf.render_pdf(letter, {}, "en", snapshot=snapshot))) as document:
        assert str(document.docinfo.CreationDate) == "D:20260630080000Z" and str(document.docinfo.Creator) == "Gatehouse"


def test_the_running_head_stands_on_every_page_that_is_no_cover(letter, snapshot):
    assert "Running head" in text_of(pdf.render_pdf(letter, {}, "en", snapshot=snapshot))


def test_the_hash_is_printed_whole(letter, snapshot):
    printed = re.sub(r"\s", "", text_of(pdf.render_pdf(letter, {}, "en", snapshot=snapshot)))
    assert snapshot.sha256 in printed


def test_all_fonts_are_embedded_and_none_is_whole(letter, snapshot):
    document = pdf.render_pdf(letter, {}, "zh-hans", snapshot=snapshot)
    listed = subprocess.run(["pdffonts", "-"], input=document, capture_output=True, check=True).stdout.decode().splitlines()[2:]
    assert listed
    for line in listed:
        assert re.match(r"[A-Z]{6}\+", line), line
        assert line.split()[-5:-2] == ["yes", "yes", "yes"], line
    assert len(document) < 400_000


def test_the_same_snapshot_gives_the_same_bytes(letter, snapshot):
    assert pdf.render_pdf(letter, {}, "zh-hans", snapshot=snapshot) == pdf.render_pdf(letter, {}, "zh-hans", snapshot=snapshot)


def test_another_snapshot_gives_other_bytes(letter, snapshot, sponsor):
    other = freeze("letter", {"days": 4}, actor=sponsor, at=AT)
    assert pdf.render_pdf(letter, {}, "en", snapshot=snapshot) != pdf.render_pdf(letter, {}, "en", snapshot=other)


@pytest.fixture
def sealed_off(monkeypatch):
    """A machine whose every way out is shut."""

    def shut(*_arguments: object, **_options: object) -> None:
        raise AssertionError("a request left the machine")

    monkeypatch.setattr("socket.socket.connect", shut)
    monkeypatch.setattr("socket.getaddrinfo", shut)


@pytest.mark.parametrize("address", ["http://elsewhere.example/x.png", "https://elsewhere.example/x.png", "file:///etc/hostname"])
def test_nothing_is_fetched_while_it_is_set(sealed_off, caplog, address):
    pdf.pdf_from_html(f'<html lang="en"><title>x</title><style>@import "{address}";</style><h1>x</h1><img alt="x" src="{address}">')
    assert sum("disallowed protocol" in record.getMessage() for record in caplog.records) == 2


def test_every_character_of_the_products_own_words_is_set_as_itself(caplog):
    """In each Chinese all that the translations use: what is read back is what was set, and no font lacked a sign."""
    for language, tag in (("zh_Hans", "zh-Hans"), ("zh_Hant", "zh-Hant")):
        used = {sign for file in Path().glob(f"*/*/locale/{language}/LC_MESSAGES/django.po") for sign in file.read_text("utf-8")}
        signs = "".join(sorted(sign for sign in used if sign.isprintable() and not sign.isspace()))
        assert len(signs) > 1000
        rows = [signs[start : start + 40] for start in range(0, len(signs), 40)]
        body = "".join(f"<p>{escape(row)}</p>" for row in rows)
        back = text_of(pdf.pdf_from_html(f'<html lang="{tag}"><title>x</title><h1>x</h1>{body}'))
        assert set(signs) <= set(back), set(signs) - set(back)
        assert not [record for record in caplog.records if ".notdef" in record.getMessage()]


# Each paper of the product, and where it is checked in three languages.
CHECKED = {
    "clearance/certificate.html": "training/clearance/test_certificates.py",
    "contracts/notice_letter.html": "governance/contracts/test_pages.py",
    "contracts/scorecard.html": "governance/contracts/test_one_figure.py",
    "courses/list_paper.html": "training/courses/test_pages.py",
    "documents/executive.html": "reports/documents/test_report_pdf.py",
    "documents/scorecard.html": "reports/documents/test_office_scorecard.py",
    "kpis/sheet_paper.html": "rollout/kpis/test_appraisal_pages.py",
    "policies/policy_paper.html": "governance/policies/test_printing.py",
    "policies/signature_paper.html": "governance/policies/test_printing.py",
    "staging/gate_decision_paper.html": "rollout/staging/test_gate_pages.py",
    "steering/charter_paper.html": "governance/steering/test_charters.py",
    "steering/minutes_paper.html": "governance/steering/test_minutes.py",
    "testing/analysis_paper.html": "training/testing/test_analysing_papers.py",
}


def test_every_paper_is_checked_by_the_standards():
    papers = {"/".join(file.parts[-2:]) for file in Path().glob("*/*/templates/**/*.html") if "core/paper.html" in file.read_text("utf-8")}
    assert papers == set(CHECKED)
    assert all("sound(" in Path("tests", file).read_text("utf-8") for file in CHECKED.values())


def test_no_pdf_is_made_past_the_kit():
    makers = {name for name, tree in modules("config", *WINGS) if "write_pdf" in ast.dump(tree)}
    assert makers == {"governance/core/documents/typesetting.py"}


def test_quotation_marks_of_english_are_narrow_even_in_a_chinese_font():
    """Where no other font is at hand they would stand as wide as a character, with a hole beside each."""
    style = (Path(pdf.__file__).parent / "paper.css").read_text(encoding="utf-8")

    def width(language: str) -> float:
        page = f'<html lang="{language}"><style>{style}</style><body style="font: 100px Noto Sans CJK SC">“”</body></html>'
        (box,) = [one for one in HTML(string=page).render().pages[0]._page_box.descendants() if getattr(one, "text", "") == "“”"]
        return float(box.width)

    assert width("en") < 120 < width("zh-Hans")
