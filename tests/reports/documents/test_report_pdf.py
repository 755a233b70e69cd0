"""The executive report on paper, with 33 offices, in three languages: what an executive and a screen reader get."""

import io
import re
import subprocess

import pikepdf
import pytest

from governance.core.charts import browser
from governance.core.documents import archive
from governance.core.documents.models import Snapshot
from governance.core.documents.pdf import pdf_from_html
from reports.documents import actions
from reports.documents.actions import make_executive_report
from tests.papers.sound import sound, text_of
from tests.reports import pretend

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.browser,
    pytest.mark.skipif(browser.find() is None, reason="no Chromium: install chromium-headless-shell"),
]
LANGUAGES = ["en", "zh-hans", "zh-hant"]


MADE: dict[str, tuple[bytes, Snapshot]] = {}


@pytest.fixture
def reports(monkeypatch, caplog, project_office) -> dict[str, tuple[bytes, Snapshot]]:
    """Language → (PDF, snapshot), made once for the whole file: setting paper is the slow part."""
    if not MADE:
        made = pretend.offices()
        pretend.register(monkeypatch, absent=[made[4].pk])
        for document in make_executive_report(actor=project_office, at=pretend.AT, day=pretend.DAY, languages=LANGUAGES):
            MADE[document.language] = (archive.content(document), document.snapshot)
        assert boxes(caplog) == []
    return MADE


def shown(command: list[str], document: bytes) -> str:
    return subprocess.run([*command, "-"], input=document, capture_output=True, check=True).stdout.decode()


def tagged(node, kind):
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from tagged(child, kind)
    elif isinstance(node, pikepdf.Dictionary):
        if node.get("/S") == kind:
            yield node
        if "/K" in node:
            yield from tagged(node["/K"], kind)


def test_every_language_is_whole(reports):
    for language, (document, snapshot) in reports.items():
        sound(document, language, says=[snapshot.sha256], covers=1)
        assert text_of(document).count("\f") >= 5, language


def test_chinese_names_stand_in_the_charts_and_in_the_tables(reports):
    for language in ("zh-hans", "zh-hant"):
        text = text_of(reports[language][0])
        assert text.count("哈尔滨") >= 3, language
        assert "乌鲁木齐" in text, language


def test_no_sign_comes_from_a_japanese_font(reports):
    for language, (document, _snapshot) in reports.items():
        fonts = shown(["pdffonts"], document).splitlines()[2:]
        assert fonts and not any("JP" in line[7:] for line in fonts), language


def boxes(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was set as a box because no font has it: the setting program says so."""
    return [record.getMessage() for record in caplog.records if ".notdef" in record.getMessage()]


def test_a_character_that_no_font_has_would_be_noticed(caplog):
    pdf_from_html('<html lang="en"><title>x</title><p>\ue0f7</p>')
    assert boxes(caplog)


def test_it_is_tagged_with_alternative_texts_that_say_what_the_charts_say(reports):
    with pikepdf.open(io.BytesIO(reports["en"][0])) as document:
        alternatives = [str(node.Alt) for node in tagged(document.Root.StructTreeRoot.K, "/Figure")]
        headers = list(tagged(document.Root.StructTreeRoot.K, "/TH"))
    assert "18 of 33 offices are live or further. 1 more is on hold, live or not." in alternatives
    assert len(alternatives) == 6
    assert headers
    assert all("/Scope" in node.A for node in headers)


def test_bookmarks_lead_to_the_sections(reports):
    with pikepdf.open(io.BytesIO(reports["en"][0])) as document, document.open_outline() as outline:
        titles = [entry.title for root in outline.root for entry in [root, *root.children]]
    assert {
        "Status",
        "Offices by stage",
        "Adoption by office",
        "What cannot be told, and why",
        "What the words mean",
        "Proof of the figures",
    } <= set(titles)


def test_the_status_stands_on_the_second_page_with_every_reason(reports):
    page = text_of(reports["en"][0]).split("\f")[1]
    assert "Off course: 18 of 33 offices are live" in page
    assert "past their planned go-live" in page
    assert "Reach is 75%; the programme needs 80%." in page


def test_what_cannot_be_told_is_said_with_its_reason(reports):
    assert re.search(r"Adoption score\s+no roster\s+Hangzhou", text_of(reports["en"][0]))


def test_the_same_snapshot_gives_the_same_bytes(reports):
    document, snapshot = reports["zh-hans"]
    assert actions.render(snapshot, "zh-hans")[1] == document
