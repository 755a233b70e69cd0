"""The little HTML a wording may hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.testing import markup
from training.testing.markup import clean, from_auto, from_markdown, from_plain, words_of


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<p>a <b>b</b><br/>c</p>", "<p>a <b>b</b><br>c</p>"),
        ("<P CLASS='x' style='color:red' onclick='y()'>a</P>", "<p>a</p>"),
        ("a<script>alert(1)</script>b<style>p{}</style>c", "abc"),
        ("<a href='javascript:x'>link</a>", "link"),
        ("<img src='http://x/y.png' alt='a map'>", "[a map]"),
        ("<img src='data:image/png;base64,AAAA'>", ""),
        ("<iframe src='x'>in</iframe>out", "out"),
        ("<svg><script>x</script></svg>a", "a"),
        ("<form><input name=x><button>y</button></form>", "y"),
        ("a < b and c > d", "a &lt; b and c &gt; d"),
        ("x<5 & y", "x&lt;5 &amp; y"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("a\n\n  b\t c", "a b c"),
        ("a\x00b\x08c\ud800", "abc"),
        ("&lt;script&gt;", "&lt;script&gt;"),
        ("<!-- secret -->a", "a"),
        ("<math><mi//xlink:href='data:x,<script>x</script>'>", ""),
    ],
)
def test_what_stays(written: str, kept: str) -> None:
    assert clean(written).fragment == kept


@given(st.text() | st.text("<>/=\"'! abpscriptimgonerror&;#x"))
def test_cleaning_what_is_clean_changes_nothing(written: str) -> None:
    once = clean(written).fragment
    assert clean(once).fragment == once
    assert not any(bad in once.lower() for bad in ("<script", "<img", "<svg", "<iframe", "<style", "<a "))


@given(st.text())
def test_plain_text_is_shown_as_it_stands(written: str) -> None:
    assert words_of(from_plain(written).fragment) == markup.line(written)


def test_what_is_taken_out_is_told() -> None:
    assert [str(note)[:24] for note in clean("<video>x</video>").notes] == ["Taken out of the text: <"]
    assert len(clean("<p style='color:red'>x</p>").notes) == 1
    assert clean("<p>plain</p>").notes == ()


def test_lines_are_lines_unless_there_are_paragraphs() -> None:
    assert from_auto("a\nb").fragment == "a<br>b"
    assert from_auto("<p>a</p>\n<p>b</p>").fragment == "<p>a</p> <p>b</p>"


def test_markdown_without_links_and_pictures() -> None:
    assert from_markdown("a **b** <i>c</i>").fragment == "a <strong>b</strong> &lt;i&gt;c&lt;/i&gt;"
    assert from_markdown("- a\n- b").fragment == "<ul> <li>a</li> <li>b</li> </ul>"
    assert from_markdown("[x](http://y) ![z](http://w/v.png)").fragment == "x [z]"


def test_a_flood_of_tags_is_no_text() -> None:
    assert clean("<b>" * 5_000) == markup.Cleaned("", clean("<b>" * 5_000).notes)
