"""Which wording a reader gets: their own, else the other Chinese, else English, else whatever is written."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from governance.core.languages import LANGUAGES, next_best, said, said_in, said_of

wordings = st.dictionaries(st.sampled_from(LANGUAGES), st.sampled_from(["", "a", "b", "c"]))


@pytest.mark.parametrize(
    ("language", "texts", "read"),
    [
        ("en", ("a", "b", "c"), "a"),
        ("zh-hans", ("a", "b", "c"), "b"),
        ("zh-hant", ("a", "b", "c"), "c"),
        ("zh-hans", ("a", "", "c"), "c"),
        ("zh-hant", ("a", "b", ""), "b"),
        ("zh-hant", ("a", "", ""), "a"),
        ("en", ("", "b", "c"), "b"),
        ("en", ("", "", "c"), "c"),
        ("ZH-Hant", ("a", "b", "c"), "c"),
        ("fr", ("a", "b", "c"), "a"),
        ("en", ("", "", ""), ""),
    ],
)
def test_the_readers_language_then_the_other_chinese_then_english_then_any(language: str, texts: tuple[str, str, str], read: str) -> None:
    english, hans, hant = texts
    assert said(dict(zip(LANGUAGES, texts, strict=True)), language) == read
    assert said_of(SimpleNamespace(name=english, name_zh_hans=hans, name_zh_hant=hant), "name", language) == read
    assert said_of(SimpleNamespace(body_en=english, body_zh_hans=hans, body_zh_hant=hant), "body", language) == read
    assert said_in({"name": english, "name_zh_hans": hans, "name_zh_hant": hant}, "name", language) == read


def test_without_a_language_the_active_one_decides() -> None:
    texts = dict(zip(LANGUAGES, "abc", strict=True))
    with translation.override("zh-hant"):
        assert said(texts) == said(texts, None) == "c"
    with translation.override(None):
        assert said(texts) == "a"


def test_what_was_never_written_is_as_what_is_empty() -> None:
    assert said_of(SimpleNamespace(name="a"), "name", "zh-hant") == "a"
    assert said_in({"name": None, "name_zh_hans": "b"}, "name", "en") == "b"
    assert said_in({}, "name", "en") == ""


@given(wordings, st.sampled_from([*LANGUAGES, "fr"]))
def test_nobody_reads_nothing_where_something_is_written(texts: dict[str, str], language: str) -> None:
    assert bool(said(texts, language)) == any(texts.values())
    assert sorted(next_best(language)) == sorted(LANGUAGES)
