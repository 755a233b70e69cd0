"""Paper: tagged, in its language, with page numbers and embedded fonts; the same snapshot gives the same bytes."""

import io
import re
import subprocess
from datetime import UTC, datetime

import pikepdf
import pytest
from django.template import engines
from django.utils import translation
from django.utils.translation import pgettext

from governance.core.documents import pdf
from governance.core.documents.freezing import freeze
from governance.core.documents.models import Snapshot

AT = datetime(2026, 6, 30, 8, 0, tzinfo=UTC)
LETTER = """{% extends "core/paper.html" %}{% block title %}Letter{% endblock %}{% block running %}Running head{% endblock %}
{% block content %}<section><h2>办事处 Offices</h2><table><thead><tr><th>Office</th><th>Days</th></tr></thead>
<tbody><tr><th>杭州</th><td>3</td></tr></tbody></table></section>{% endblock %}"""


@pytest.fixture
def letter(monkeypatch):
    template = engines["django"].from_string(LETTER)
    monkeypatch.setattr(pdf, "render_to_string", lambda name, values: template.render(values))
    return "letter"


@pytest.fixture
def snapshot(db, sponsor) -> Snapshot:
    return freeze("letter", {"days": 3}, actor=sponsor, at=AT)


def text_of(document: bytes) -> str:
    return subprocess.run(["pdftotext", "-layout", "-", "-"], input=document, capture_output=True, check=True).stdout.decode()


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
def test_pages_are_numbered_in_the_language(letter, snapshot, language):
    with translation.override(language):
        before, between = pgettext("page number, before", "Page "), pgettext("page number, between", " of ")
    assert f"{before}1{between}1" in text_of(pdf.render_pdf(letter, {}, language, snapshot=snapshot))


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
