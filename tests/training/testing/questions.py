"""Questions of every type for properties: any text that a cleaned wording may hold, in one to three languages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from training.testing.markup import line, words_of
from training.testing.types import (
    LANGUAGES,
    Check,
    Essay,
    Matching,
    MultipleChoice,
    Number,
    Numeric,
    Option,
    Ordering,
    OrderMarking,
    Pair,
    Pattern,
    Practical,
    Question,
    ShortAnswer,
    SingleChoice,
    Text,
    TrueFalse,
)

# Signs that mean something in one of the formats, letters of several scripts, and what a cleaned fragment holds.
SIGNS = st.sampled_from([*"abz09 ~=#{}:\\%->*/.,;\"'$[]|@!?ß客戶類Ωא"])
WORDS = st.lists(SIGNS, min_size=1, max_size=12).map("".join).map(line).filter(bool)
PATTERNS = WORDS.filter(lambda words: bool(words.replace("*", "").strip()))
ESCAPES = str.maketrans({"<": "&lt;", ">": "&gt;", "&": "&amp;"})
FRAGMENTS = st.one_of(
    WORDS.map(lambda words: words.translate(ESCAPES)),
    st.builds(lambda a, b: f"{a.translate(ESCAPES)} <b>{b.translate(ESCAPES)}</b>", WORDS, WORDS),
    st.builds(lambda a, b: f"{a.translate(ESCAPES)}<br>{b.translate(ESCAPES)}", WORDS, WORDS),
    WORDS.map(lambda words: f"<p>{words.translate(ESCAPES)}</p>"),
)
PERCENTS = st.decimals(min_value=0, max_value=100, places=5).map(lambda value: value.normalize() + 0)
NUMBERS = st.decimals(min_value=-10_000, max_value=10_000, places=4)
SPOKEN = st.lists(st.sampled_from(LANGUAGES), min_size=1, max_size=3, unique=True)


def text(spoken: list[str]) -> st.SearchStrategy[Text]:
    return st.fixed_dictionaries({code.replace("-", "_"): FRAGMENTS for code in spoken}).map(lambda said: Text(**said))


def maybe(spoken: list[str]) -> st.SearchStrategy[Text]:
    return st.one_of(st.just(Text()), text(spoken))


def apart(draw: Any, spoken: list[str], low: int, high: int) -> list[Text]:
    """Texts that differ from each other in every language."""
    unique = [lambda one, code=code: words_of(one.own(code)) for code in spoken]
    return draw(st.lists(text(spoken), min_size=low, max_size=high, unique_by=tuple(unique)))


@st.composite
def any_question(draw: Any, kinds: tuple[type, ...] = ()) -> Question:
    """A sound question of any of these types (of all, when none is named)."""
    kind = draw(st.sampled_from(kinds or tuple(BUILD)))
    spoken = draw(SPOKEN)
    common = {"name": draw(WORDS), "text": draw(text(spoken)), "feedback": draw(maybe(spoken))}
    return kind(**common, **BUILD[kind](draw, spoken))


def single(draw: Any, spoken: list[str]) -> dict[str, Any]:
    texts = apart(draw, spoken, 2, 5)
    right = draw(st.integers(0, len(texts) - 1))
    percents = [Decimal(100) if place == right else draw(st.just(Decimal(0)) | PERCENTS) for place in range(len(texts))]
    options = [Option(words, percent, draw(maybe(spoken))) for words, percent in zip(texts, percents, strict=True)]
    return {"options": tuple(options), "shuffle": draw(st.booleans())}


def multiple(draw: Any, spoken: list[str]) -> dict[str, Any]:
    texts = apart(draw, spoken, 2, 5)
    whole = draw(st.sampled_from([["100"], ["50", "50"], ["33.33333"] * 3, ["20", "80"]]))[: len(texts)]
    whole = whole if sum(map(Decimal, whole)) > 99 else ["100"]
    percents = [Decimal(each) for each in whole] + [draw(st.sampled_from([Decimal(0), Decimal(-50), Decimal("-33.33333")])) for _ in texts]
    options = [Option(words, percent, draw(maybe(spoken))) for words, percent in zip(texts, percents, strict=False)]
    return {"options": tuple(options), "shuffle": draw(st.booleans())}


def numeric(draw: Any, spoken: list[str]) -> dict[str, Any]:
    entry = st.builds(Number, NUMBERS, st.decimals(0, 100, places=3), PERCENTS, maybe(spoken))
    rest = draw(st.just(()) | st.builds(lambda said: (Number(None, percent=Decimal(0), feedback=said),), text(spoken)))
    return {"numbers": (Number(draw(NUMBERS)), *draw(st.lists(entry, max_size=2)), *rest)}


def short(draw: Any, spoken: list[str]) -> dict[str, Any]:
    entry = st.builds(Pattern, PATTERNS, PERCENTS, maybe(spoken))
    return {"patterns": (Pattern(draw(PATTERNS)), *draw(st.lists(entry, max_size=3))), "case_sensitive": draw(st.booleans())}


def matching(draw: Any, spoken: list[str]) -> dict[str, Any]:
    prompts, answers = apart(draw, spoken, 2, 4), apart(draw, spoken, 4, 5)
    pairs = [Pair(prompts[place] if place < len(prompts) else Text(), answer) for place, answer in enumerate(answers)]
    return {"pairs": tuple(pairs), "shuffle": draw(st.booleans())}


def ordering(draw: Any, spoken: list[str]) -> dict[str, Any]:
    return {"items": tuple(apart(draw, spoken, 3, 6)), "marking": draw(st.sampled_from(OrderMarking))}


def practical(draw: Any, spoken: list[str]) -> dict[str, Any]:
    checks = [
        Check(words, draw(st.sampled_from([Decimal(10), Decimal("33.5")])), draw(st.booleans()), draw(st.booleans()))
        for words in apart(draw, spoken, 1, 4)
    ]
    return {"checks": tuple(checks)}


BUILD: dict[type, Any] = {
    SingleChoice: single,
    MultipleChoice: multiple,
    TrueFalse: lambda draw, spoken: {"answer": draw(st.booleans()), "if_true": draw(maybe(spoken)), "if_false": draw(maybe(spoken))},
    Numeric: numeric,
    ShortAnswer: short,
    Matching: matching,
    Ordering: ordering,
    Essay: lambda draw, spoken: {"notes": draw(maybe(spoken)), "max_words": draw(st.none() | st.integers(1, 1000))},
    Practical: practical,
}
