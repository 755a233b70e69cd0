"""Aiken, read: one right letter, nothing else. Pure. Text is plain: a tag in it is shown as it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from training.testing.formats.found import MOST_QUESTIONS, Found, Reading, name_from, read_text
from training.testing.markup import printable
from training.testing.types import NOTHING, WHOLE, Option, SingleChoice

# Chinese writers end a letter with 、 ． or ） and write 答案 for ANSWER; nothing else can be meant by it.
CHOICE = re.compile(r"([A-Z])[).、．）][ \t]*(.*)\Z")
ANSWER = re.compile(r"(?:ANSWER|答案)[:：]\s*(.*?)\s*\Z")


@dataclass
class Started:
    """A question on its way: lines of text, then options by letter."""

    line: int = 0
    text: list[str] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)


def read(text: str, language: str) -> Reading:
    """Every question of a file, all in `language`."""
    reading, started = Reading("aiken"), Started()
    for number, line in enumerate(printable(text).split("\n"), start=1):
        stripped = line.strip()
        if not stripped:
            continue
        if len(reading.found) + len(reading.problems) >= MOST_QUESTIONS:
            reading.refuse(number, "", _("More than %(most)s questions: split the file.") % {"most": MOST_QUESTIONS})
            return reading
        started.line = started.line or number
        if found := ANSWER.match(stripped):
            _finish(reading, started, found.group(1), language)
            started = Started()
        elif found := CHOICE.match(stripped):
            _option(reading, started, number, found.group(1), found.group(2))
        elif started.options:
            reading.refuse(number, stripped[:80], _("After the options comes a line ANSWER: with one letter, or an option like “C) …”."))
            started = Started(line=number, text=[stripped])
        else:
            started.text.append(stripped)
    if started.line:
        reading.refuse(started.line, " ".join(started.text)[:80], _("The line ANSWER: is missing."))
    if not reading.found and not reading.problems:
        reading.refuse(1, "", _("There is no question in this file."))
    return reading


def _option(reading: Reading, started: Started, line: int, letter: str, words: str) -> None:
    if letter in started.options:
        reading.refuse(line, " ".join(started.text)[:80], _("The letter %(letter)s comes twice.") % {"letter": letter})
    started.options[letter] = words


def _finish(reading: Reading, started: Started, letter: str, language: str) -> None:
    asked = " ".join(started.text)
    if letter not in started.options:
        letters = ", ".join(started.options) or "–"
        message = _("ANSWER: names “%(letter)s”, but the options are %(letters)s.") % {"letter": letter[:20], "letters": letters}
        reading.refuse(started.line, asked[:80], message)
        return
    said, _notes = read_text(asked, "plain", [language])
    options = tuple(
        Option(read_text(words, "plain", [language])[0], WHOLE if key == letter else NOTHING) for key, words in started.options.items()
    )
    reading.take(Found(started.line, SingleChoice(name=name_from(said), text=said, options=options)))
