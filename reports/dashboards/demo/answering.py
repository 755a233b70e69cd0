"""An answer to any question, right or wrong by its key: what people of the demo company give. Pure."""

from __future__ import annotations

from random import Random

from training.testing import answers
from training.testing.answers import Chosen, Matched, Ordered, Typed
from training.testing.types import (
    Essay,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Question,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)

ESSAY = "谁去拜访客户都能先看到上一次谈了什么，所以当天就要录入，下一步也要写清日期。"
UNSURE = "不清楚"


def right(question: Question, random: Random) -> answers.Answer | None:
    """What the key takes for right."""
    match question:
        case SingleChoice(options=options):
            return Chosen((next(place for place, option in enumerate(options) if option.percent == 100),))
        case MultipleChoice(options=options):
            return Chosen(tuple(place for place, option in enumerate(options) if option.percent > 0))
        case TrueFalse(answer=answer):
            return Chosen((int(answer),))
        case Numeric(numbers=numbers):
            return Typed(f"{max(numbers, key=lambda one: one.percent).value or 0:f}")
        case ShortAnswer(patterns=patterns):
            return Typed(max(patterns, key=lambda one: one.percent).pattern.replace("*", ""))
        case Matching():
            return Matched(tuple((place, place) for place in question.prompts))
        case Ordering(items=items):
            return Ordered(tuple(range(len(items))))
        case Essay():
            return Typed(ESSAY)
    return None


def wrong(question: Question, random: Random) -> answers.Answer | None:
    """A mistake that people make: another option, half of what is asked, two things exchanged, now and then nothing."""
    if random.random() < 0.05:
        return None
    match question:
        case SingleChoice(options=options):
            return Chosen((random.choice([place for place, option in enumerate(options) if option.percent <= 0]),))
        case MultipleChoice(options=options):
            good = [place for place, option in enumerate(options) if option.percent > 0]
            bad = [place for place, option in enumerate(options) if option.percent <= 0]
            return Chosen(tuple(sorted([random.choice(good), *random.sample(bad, min(1, len(bad)))])))
        case TrueFalse(answer=answer):
            return Chosen((int(not answer),))
        case Numeric(numbers=numbers):
            return Typed(f"{(max(numbers, key=lambda one: one.percent).value or 0) * 2 + 1:f}")
        case ShortAnswer():
            return Typed(UNSURE)
        case Matching():
            first, second, *rest = random.sample(question.prompts, len(question.prompts))
            return Matched(tuple(sorted([(first, second), (second, first), *((place, place) for place in rest)])))
        case Ordering(items=items):
            order = list(range(len(items)))
            place = random.randrange(len(order) - 1)
            order[place], order[place + 1] = order[place + 1], order[place]
            return Ordered(tuple(order))
        case Essay():
            return Typed(UNSURE)
    return None
