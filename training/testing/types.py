"""What a question is: one frozen dataclass per type. Pure: no record, no clock, no settings.

Every text is a cleaned HTML fragment in up to three languages (`Text`); patterns of short answers are plain text. Percentages are
`Decimal`, 0–100, negative where a choice costs marks. Places in a tuple (0, 1, …) name an option in answers and never change
within one version of a question. `faults.py` says what makes a question unusable.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from governance.core.languages import LANGUAGES, next_best

WHOLE = Decimal(100)
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Text:
    """One wording in up to three languages, each a cleaned HTML fragment."""

    en: str = ""
    zh_hans: str = ""
    zh_hant: str = ""

    @staticmethod
    def of(wording: str, language: str) -> Text:
        """A text in one language."""
        return Text(**{language.replace("-", "_"): wording})

    def own(self, language: str) -> str:
        """The wording in exactly this language, or nothing."""
        return str(getattr(self, language.replace("-", "_")))

    def said(self, language: str) -> str:
        """The wording in this language or the next best one."""
        return next((found for code in next_best(language) if (found := self.own(code))), "")

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(code for code in LANGUAGES if self.own(code))

    def __bool__(self) -> bool:
        return bool(self.en or self.zh_hans or self.zh_hant)


SILENT = Text()


class Kind(StrEnum):
    """The types of question, as stored."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    NUMERIC = "numeric"
    SHORT = "short"
    MATCHING = "matching"
    ORDERING = "ordering"
    ESSAY = "essay"
    PRACTICAL = "practical"


# Marked by a person.
BY_HAND = frozenset({Kind.ESSAY, Kind.PRACTICAL})


class OrderMarking(StrEnum):
    """How an order is marked: see docs/algorithms/marking.md."""

    WHOLE = "whole"  # all or nothing
    PLACES = "places"  # share of items in their place ("absolute")
    NEIGHBOURS = "neighbours"  # share of pairs that follow each other as they should ("relative")


@dataclass(frozen=True)
class Option:
    """One choice with what it is worth when chosen."""

    text: Text
    percent: Decimal = NOTHING
    feedback: Text = SILENT


@dataclass(frozen=True)
class Number:
    """A number that counts: within `tolerance` of `value`, both ends included. No value: any other number."""

    value: Decimal | None
    tolerance: Decimal = NOTHING
    percent: Decimal = WHOLE
    feedback: Text = SILENT


@dataclass(frozen=True)
class Pattern:
    r"""A short answer that counts; `*` stands for any run of characters, `\*` for a star."""

    pattern: str
    percent: Decimal = WHOLE
    feedback: Text = SILENT


@dataclass(frozen=True)
class Pair:
    """A prompt and what belongs to it. Without a prompt it is one more wrong answer to choose from."""

    prompt: Text
    answer: Text


@dataclass(frozen=True)
class Check:
    """One row of an assessor's checklist with its weight; `checking.py` makes the mark. `evidence`: a file or note must be kept."""

    text: Text
    percent: Decimal
    required: bool = False
    evidence: bool = False


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What every type has: a name for those who keep the bank, the question itself, and what is said after it to everyone."""

    name: str
    text: Text
    feedback: Text = SILENT

    @property
    def kind(self) -> Kind:
        return KIND_OF[type(self)]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages the question can be asked in: those of its text."""
        return self.text.languages

    def language_for(self, reader: str) -> str:
        """The language this reader is asked in, the same for every part of the question."""
        return next((code for code in next_best(reader) if code in self.languages), LANGUAGES[0])


@dataclass(frozen=True, kw_only=True)
class SingleChoice(Wording):
    """One option is chosen. At least one is worth 100; others may be worth a part."""

    options: tuple[Option, ...]
    shuffle: bool = True


@dataclass(frozen=True, kw_only=True)
class MultipleChoice(Wording):
    """Any number is chosen. What is worth something adds up to 100; a wrong choice may cost marks."""

    options: tuple[Option, ...]
    shuffle: bool = True


@dataclass(frozen=True, kw_only=True)
class TrueFalse(Wording):
    """Whether a statement is true."""

    answer: bool
    if_true: Text = SILENT
    if_false: Text = SILENT


@dataclass(frozen=True, kw_only=True)
class Numeric(Wording):
    """A number is typed; the first entry that fits counts."""

    numbers: tuple[Number, ...]


@dataclass(frozen=True, kw_only=True)
class ShortAnswer(Wording):
    """A word or a few are typed; the first pattern that fits counts."""

    patterns: tuple[Pattern, ...]
    case_sensitive: bool = False


@dataclass(frozen=True, kw_only=True)
class Matching(Wording):
    """To each prompt its answer; every prompt is worth the same."""

    pairs: tuple[Pair, ...]
    shuffle: bool = True

    @property
    def prompts(self) -> tuple[int, ...]:
        """The places of the pairs that have a prompt."""
        return tuple(place for place, pair in enumerate(self.pairs) if pair.prompt)


@dataclass(frozen=True, kw_only=True)
class Ordering(Wording):
    """Items to be put in the order in which they stand here."""

    items: tuple[Text, ...]
    marking: OrderMarking = OrderMarking.PLACES


@dataclass(frozen=True, kw_only=True)
class Essay(Wording):
    """A text that a person marks, with notes for that person. No `max_words` means as many as fit."""

    notes: Text = SILENT
    max_words: int | None = None


@dataclass(frozen=True, kw_only=True)
class Practical(Wording):
    """A task done before an assessor, who ticks what was observed."""

    checks: tuple[Check, ...] = field(default=())


Question = SingleChoice | MultipleChoice | TrueFalse | Numeric | ShortAnswer | Matching | Ordering | Essay | Practical

KIND_OF: dict[type[Wording], Kind] = {
    SingleChoice: Kind.SINGLE,
    MultipleChoice: Kind.MULTIPLE,
    TrueFalse: Kind.TRUE_FALSE,
    Numeric: Kind.NUMERIC,
    ShortAnswer: Kind.SHORT,
    Matching: Kind.MATCHING,
    Ordering: Kind.ORDERING,
    Essay: Kind.ESSAY,
    Practical: Kind.PRACTICAL,
}
OF_KIND: dict[Kind, type[Wording]] = {kind: of for of, kind in KIND_OF.items()}
