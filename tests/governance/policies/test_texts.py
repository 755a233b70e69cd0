"""The text of a policy: clauses by number, the same in three languages, and the exact text that is signed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.core.languages import LANGUAGES
from governance.policies import texts
from governance.policies.texts import Block


def test_a_line_that_begins_with_a_number_is_a_clause():
    found = texts.blocks("Intro\nof two lines\n\n1. One\n2.1 Two one\n3、三\n\nEnd")
    assert found == [Block("Intro\nof two lines"), Block("One", "1"), Block("Two one", "2.1"), Block("三", "3"), Block("End")]


@pytest.mark.parametrize("line", ["2026 was a good year-end", "1.5", "12.", "3.2.1.4.5 too deep", "1234 four digits"])
def test_what_only_looks_like_a_clause(line):
    assert [block.number for block in texts.blocks(line)] == [""]


def test_a_clause_goes_on_over_lines_until_an_empty_one():
    assert texts.clauses("1. One\n  and more\n\nnot of it\n2. Two") == {"1": "One\nand more", "2": "Two"}


def test_depth_is_by_the_points():
    assert [block.depth for block in texts.blocks("1. a\n1.1 b\n1.1.1 c")] == [0, 1, 2]


def test_ten_comes_after_nine():
    assert texts.out_of_order(["1", "2", "2.9", "2.10", "10"]) == []
    assert texts.out_of_order(["1", "3", "2", "3"]) == ["2", "3"]


@pytest.mark.parametrize(
    ("bodies", "complaint"),
    [
        ({"en": "1. a", "zh-hans": "1. 甲"}, "missing in one language: 繁體中文"),
        ({"en": "a", "zh-hans": "1. 甲", "zh-hant": "1. 甲"}, "English: no clause has a number"),
        ({"en": "1. a\n2. b", "zh-hans": "1. 甲", "zh-hant": "1. 甲\n2. 乙"}, "not every language has: 2"),
        ({"en": "2. a\n1. b", "zh-hans": "1. 甲\n2. 乙", "zh-hant": "1. 甲\n2. 乙"}, "clause 1 is not in order"),
    ],
)
def test_each_fault_of_a_text_is_named(bodies, complaint):
    assert any(complaint in str(reason) for reason in texts.against(bodies))


def test_a_good_text_has_no_fault():
    assert texts.against(dict.fromkeys(LANGUAGES, "Intro\n\n1. a\n1.1 b\n2. c")) == []


def test_the_exact_text_names_what_it_is_a_version_of_and_ends_with_the_words_of_the_signature():
    text = texts.exact(
        language="zh-hans", code="classes", title="客户分级", number=2, effective_on=date(2026, 6, 1), body="1. 甲\r\n2. 乙  \r\n"
    )
    assert text == "客户分级\nclasses · 版本 2 · 生效日期 2026年6月1日\n\n1. 甲\n2. 乙\n\n我已阅读以上全文，理解其内容，并承诺遵守。\n"
    # sha256sum of the same bytes.
    assert texts.fingerprint(text) == "70d151b73102ccb1e8024c6aaa28bb19e5628fe855e9a3bf2bb6d50e9352a88c"


def test_one_changed_character_is_another_fingerprint():
    assert texts.fingerprint("90 days") != texts.fingerprint("91 days")


def test_the_same_wording_typed_on_two_systems_is_one_text():
    assert texts.tidy("a \r\nb\rc\n\n") == texts.tidy("a\nb\nc") == "a\nb\nc"
    assert texts.tidy("e\u0301") == texts.tidy("\u00e9")


bodies = st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=40), min_size=1, max_size=8)


@given(bodies, st.sampled_from(LANGUAGES))
def test_what_is_shown_is_what_is_signed(parts, language):
    body = texts.tidy("\n\n".join(parts))
    text = texts.exact(language=language, code="c", title="T", number=1, effective_on=date(2026, 6, 1), body=body)
    shown = texts.cut(text)
    assert (shown.title, shown.declaration) == ("T", texts.WORDS[language][2])
    assert shown.blocks == texts.blocks(body)


@given(st.text(max_size=300))
def test_tidying_twice_is_tidying_once(text):
    assert texts.tidy(texts.tidy(text)) == texts.tidy(text)
