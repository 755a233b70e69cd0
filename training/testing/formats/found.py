"""What a question file holds, before anything is done with it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from governance.core.errors import Text as Message
from governance.core.languages import LANGUAGES
from training.testing.faults import LANGUAGE_NAMES, faults
from training.testing.markup import READ_AS, line, words_of
from training.testing.types import Question, Text

LONGEST_FILE = 5 * 1024 * 1024
MOST_QUESTIONS = 2_000
DEEPEST_TOPIC = 5
# How Moodle's filter marks one of several languages, and the names it knows ours by.
SPAN = re.compile(
    r"""<span\b(?=[^<>]*\bmultilang\b)[^<>]*\blang\s*=\s*["']?([a-zA-Z_-]+)["']?[^<>]*>(.*?)</span>""", re.DOTALL | re.IGNORECASE
)
TO_MOODLE = {"en": "en", "zh-hans": "zh_cn", "zh-hant": "zh_tw"}
FROM_MOODLE = {
    "en": "en",
    "zh": "zh-hans",
    "zh-cn": "zh-hans",
    "zh-hans": "zh-hans",
    "zh-tw": "zh-hant",
    "zh-hk": "zh-hant",
    "zh-hant": "zh-hant",
}


@dataclass(frozen=True)
class Note:
    """Something the reader should know; nothing is wrong."""

    line: int
    message: Message


@dataclass(frozen=True)
class Problem:
    """Why a question cannot be used: its first line in the file, its name, the reason."""

    line: int
    name: str
    message: Message


@dataclass(frozen=True)
class Found:
    """One question as a file gives it. `topic` is the way from the top; `code` and `difficulty` only where the file says them."""

    line: int
    question: Question
    topic: tuple[str, ...] = ()
    code: str = ""
    difficulty: int | None = None


@dataclass
class Reading:
    """All of a file. With one problem, nothing of it is taken in."""

    format: str
    found: list[Found] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def take(self, found: Found) -> None:
        """Keep a question, or say why it cannot be asked."""
        wrong = faults(found.question)
        self.problems.extend(Problem(found.line, found.question.name, in_words(fault.path, fault.message)) for fault in wrong)
        if len(found.topic) > DEEPEST_TOPIC:
            self.problems.append(
                Problem(found.line, found.question.name, _("The category is more than %(most)s deep.") % {"most": DEEPEST_TOPIC})
            )
        self.found.append(found)

    def refuse(self, line: int, name: str, message: Message) -> None:
        self.problems.append(Problem(line, name, message))

    def note(self, line: int, *messages: Message) -> None:
        """Each message once per line."""
        for message in messages:
            if not any(note.line == line and str(note.message) == str(message) for note in self.notes):
                self.notes.append(Note(line, message))


@dataclass(frozen=True)
class Tags:
    """What is said of a question beside its wording, in tags that any tool keeps: `difficulty-2`, `lang-zh_cn`, `fixed-order`, …"""

    difficulty: int | None = None
    language: str = ""
    fixed_order: bool = False
    case_sensitive: bool = False
    max_words: int | None = None
    other: tuple[str, ...] = ()


def read_tags(tags: Iterable[str]) -> Tags:
    """Ours among the tags of a question; the others by name."""
    found = Tags()
    for tag in (tag.strip() for tag in tags):
        match tag.lower().rpartition("-"):
            case ("difficulty", _, level) if level in ("1", "2", "3"):
                found = replace(found, difficulty=int(level))
            case ("max-words", _, words) if words.isascii() and words.isdigit() and len(words) < 6:
                found = replace(found, max_words=int(words))
            case ("lang", _, code) if language_of(code):
                found = replace(found, language=language_of(code))
            case ("fixed", _, "order"):
                found = replace(found, fixed_order=True)
            case ("case", _, "sensitive"):
                found = replace(found, case_sensitive=True)
            case _:
                found = replace(found, other=(*found.other, tag))
    return found


def language_of(code: str) -> str:
    """Our language of a code as files write it (zh_cn, en_us), or nothing."""
    plain = code.lower().replace("_", "-")
    return FROM_MOODLE.get(plain) or FROM_MOODLE.get(plain.partition("-")[0] if plain.startswith("en") else "", "")


def read_text(written: str, how: str, languages: Sequence[str]) -> tuple[Text, list[Message]]:
    """A text of a file in our languages: parts marked for one language go there, all else is said in each.

    A text without such marks is said in all of `languages`: those of the question it belongs to.
    """
    read = READ_AS[how]
    if how == "plain" or not SPAN.search(written):
        cleaned = read(written)
        return Text(**{code.replace("-", "_"): cleaned.fragment for code in languages}), list(cleaned.notes)
    notes: list[Message] = []
    said: dict[str, str] = {}
    marked = {found.group(1): language_of(found.group(1)) for found in SPAN.finditer(written)}
    unknown = sorted(code for code, ours in marked.items() if not ours)
    if unknown:
        notes.append(_("Left out, because only English and Chinese are kept here: %(codes)s.") % {"codes": ", ".join(unknown[:10])})
    for ours in LANGUAGES:
        if ours in marked.values():
            cleaned = read(SPAN.sub(lambda found, ours=ours: found.group(2) if marked[found.group(1)] == ours else "", written))  # type: ignore[misc]
            said[ours.replace("-", "_")] = cleaned.fragment
            notes.extend(cleaned.notes)
    return Text(**said), notes


def write_text(text: Text, alone: str) -> str:
    """The text as files take it: plain where the whole question is in one language, marked by language else."""
    if not text or text.languages == (alone,):
        return text.own(alone) if alone else ""
    return "".join(f'<span lang="{TO_MOODLE[code]}" class="multilang">{text.own(code)}</span>' for code in text.languages)


def only_language(question: Question) -> str:
    """The language of a question in one language, else nothing."""
    return question.languages[0] if len(question.languages) == 1 else ""


def write_tags(question: Question, difficulty: int | None) -> list[str]:
    alone = only_language(question)
    tags = [f"difficulty-{difficulty}"] if difficulty else []
    return [*tags, f"lang-{TO_MOODLE[alone]}"] if alone else tags


def name_from(text: Text) -> str:
    """A name for a question that came without one: the beginning of its text."""
    words = words_of(next((text.own(code) for code in text.languages), ""))
    return words if len(words) <= 80 else f"{words[:79].rstrip()}…"


def split_topic(path: str) -> tuple[str, ...]:
    """The names of a category path. A double slash is a slash within a name; what Moodle puts first is left out."""
    names = [topic_name(part.replace("\0", "/")) for part in path.replace("//", "\0").split("/")]
    names = [name for name in names if name]
    while names and names[0].lower() in ("$course$", "$system$", "$cat1$", "$module$", "top"):
        names.pop(0)
    return tuple(names)


def topic_name(written: str) -> str:
    """A name as topics have it: one line, no slash at its ends, where a path could not tell it from its own."""
    return line(written)[:120].strip("/ ")


def join_topic(names: Iterable[str]) -> str:
    return "/".join(["top", *(name.replace("/", "//") for name in names)])


PARTS = {
    "name": pgettext_lazy("question", "Name"),
    "text": _("Text"),
    "feedback": _("Feedback"),
    "options": _("Options"),
    "numbers": _("Answers"),
    "patterns": _("Answers"),
    "pairs": _("Pairs"),
    "items": _("Items"),
    "checks": _("Checks"),
    "max_words": _("Most words"),
    "notes": _("Notes for markers"),
    "if_true": _("Feedback"),
    "if_false": _("Feedback"),
}


def in_words(path: str, message: Message) -> str:
    """ "Options 3: Missing in English." for the third option."""
    part, _dot, rest = path.partition(".")
    number = rest.partition(".")[0]
    where = f"{PARTS[part]} {int(number) + 1}" if number.isdigit() else str(PARTS[part])
    return f"{where}: {message}"


__all__ = [
    "LANGUAGE_NAMES",
    "Found",
    "Note",
    "Problem",
    "Reading",
    "Tags",
    "in_words",
    "join_topic",
    "language_of",
    "name_from",
    "only_language",
    "read_tags",
    "read_text",
    "split_topic",
    "write_tags",
    "write_text",
]
