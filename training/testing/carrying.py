"""An answer given to one wording of a question, as an answer to a corrected wording of it. Pure.

What was chosen is found again by its text, since a corrected key may stand in another order. Where a text is not found, or stands there
twice, the answer cannot be carried over and the mark given stays.
"""

from __future__ import annotations

from collections.abc import Sequence

from training.testing.answers import Answer, Chosen, Matched, Ordered, Typed
from training.testing.types import Matching, MultipleChoice, Ordering, Question, SingleChoice, Text


class CannotCarry(Exception):
    """The corrected wording no longer has what was chosen, or is a question of another type."""


def carried(answer: Answer, asked: Question, corrected: Question) -> Answer:
    """The same answer in the places of the corrected wording; CannotCarry where there are none."""
    if asked.kind is not corrected.kind:
        raise CannotCarry
    match asked, corrected, answer:
        case _, _, Typed():
            return answer
        case ((SingleChoice() | MultipleChoice()), (SingleChoice() | MultipleChoice()), Chosen(places)):
            found = places_by_text([option.text for option in asked.options], [option.text for option in corrected.options], places)
            return Chosen(tuple(sorted(found)))
        case _, _, Chosen():
            return answer
        case Matching(), Matching(), Matched(pairs):
            prompts = ([pair.prompt for pair in asked.pairs], [pair.prompt for pair in corrected.pairs])
            return Matched(tuple(sorted((place_of(prompt, *prompts), answer_place(chosen, asked, corrected)) for prompt, chosen in pairs)))
        case Ordering(), Ordering(), Ordered(places):
            return Ordered(tuple(None if item is None else place_of(item, asked.items, corrected.items) for item in places))
    raise CannotCarry


def places_by_text(before: Sequence[Text], after: Sequence[Text], places: Sequence[int]) -> list[int]:
    return [place_of(place, before, after) for place in places]


def place_of(place: int, before: Sequence[Text], after: Sequence[Text]) -> int:
    """Where the text of that place stands now."""
    if tuple(before) == tuple(after):
        return place
    if before.count(before[place]) != 1 or after.count(before[place]) != 1:
        raise CannotCarry
    return after.index(before[place])


def answer_place(chosen: int, asked: Matching, corrected: Matching) -> int:
    """A pair of the corrected wording with the answer that was chosen; the same answer may belong to several prompts."""
    wanted = asked.pairs[chosen].answer
    found = [place for place, pair in enumerate(corrected.pairs) if pair.answer == wanted]
    if not found:
        raise CannotCarry
    return found[0]
