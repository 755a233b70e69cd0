"""What a question file would do to the bank. Pure: what the file holds and what the bank holds in, a plan out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy as _

from governance.core.errors import Text as Message
from training.testing.faults import LANGUAGE_NAMES
from training.testing.formats.found import Found, Note, Problem, Reading
from training.testing.types import Question
from training.testing.wording import digest


@dataclass(frozen=True)
class Held:
    """A question as the bank holds it, in its latest wording."""

    pk: int
    code: str
    topic: tuple[str, ...]
    difficulty: int
    question: Question
    retired: bool = False


@dataclass(frozen=True)
class Update:
    """A question of the file that the bank has otherwise: what changes."""

    found: Found
    held: Held
    changes: tuple[Message, ...]
    worded: bool


@dataclass
class Plan:
    """`problems` hold the whole file back."""

    creates: list[Found] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        return bool(self.creates or self.updates)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "creates": len(self.creates),
            "updates": len(self.updates),
            "unchanged": self.unchanged,
            "problems": len(self.problems),
            "notes": len(self.notes),
        }


def plan(reading: Reading, held: Sequence[Held], *, topic: tuple[str, ...], difficulty: int) -> Plan:
    """`topic` and `difficulty` are for questions that name none. The same file again changes nothing."""
    made = Plan(problems=list(reading.problems), notes=list(reading.notes))
    finder = Finder(held)
    placed = [replace(found, topic=found.topic or topic) for found in reading.found]
    nowhere = _("It names no category. Send the file in again with a topic for such questions.")
    made.problems += [Problem(found.line, found.question.name, nowhere) for found in placed if not found.topic]
    placed = [found for found in placed if found.topic]
    _repeated(placed, made)
    for found in placed:
        match = finder.of(found)
        if match is None:
            made.creates.append(replace(found, difficulty=found.difficulty or difficulty))
        elif match.question.kind != found.question.kind:
            said = {"code": match.code, "name": match.question.name}
            message = _("The bank has %(code)s “%(name)s” as another type of question; a question keeps its type.") % said
            made.problems.append(Problem(found.line, found.question.name, message))
        else:
            _compare(found, match, made)
    made.problems.sort(key=lambda problem: problem.line)
    made.notes.sort(key=lambda note: note.line)
    return made


class Finder:
    """Which question of the bank one of the file is: by number, else by topic and name, else by the same wording in the topic."""

    def __init__(self, held: Sequence[Held]) -> None:
        self.left = {one.pk: one for one in held}
        self.by_code = {one.code: one for one in held}
        self.by_name: dict[object, list[Held]] = {}
        self.by_wording: dict[object, list[Held]] = {}
        for one in held:
            self.by_name.setdefault((one.topic, one.question.name), []).append(one)
            self.by_wording.setdefault((one.topic, nameless(one.question)), []).append(one)

    def of(self, found: Found) -> Held | None:
        """Each question of the bank is found once, so that two of the same name stay two."""
        known = [self.by_code[found.code]] if found.code in self.by_code else []
        if not found.code:
            named = self.by_name.get((found.topic, found.question.name), [])
            same = [one for one in named if one.question == found.question]
            known = [*same, *named, *self.by_wording.get((found.topic, nameless(found.question)), [])]
        match = next((one for one in known if one.pk in self.left), None)
        if match:
            del self.left[match.pk]
        return match


def nameless(question: Question) -> str:
    return digest(replace(question, name=""))


def _compare(found: Found, held: Held, made: Plan) -> None:
    changes: list[Message] = []
    worded = held.question != found.question
    if worded:
        changes.append(_("new wording"))
    if found.topic != held.topic:
        changes.append(_("topic %(topic)s") % {"topic": " / ".join(found.topic)})
    if found.difficulty not in (None, held.difficulty):
        changes.append(_("difficulty %(level)s") % {"level": found.difficulty})
    if not changes:
        made.unchanged += 1
        return
    lost = [str(LANGUAGE_NAMES[code]) for code in held.question.languages if code not in found.question.languages]
    if lost:
        said = {"code": held.code, "languages": ", ".join(lost)}
        made.notes.append(Note(found.line, _("%(code)s is also worded in %(languages)s in the bank; the new wording is not.") % said))
    if held.retired:
        made.notes.append(
            Note(found.line, _("%(code)s is retired; the new wording waits until someone activates it.") % {"code": held.code})
        )
    made.updates.append(Update(found, held, tuple(changes), worded))


def _repeated(placed: Sequence[Found], made: Plan) -> None:
    """The same number twice is a problem; the same name twice only deserves a word."""
    codes = Counter(found.code for found in placed if found.code)
    names = Counter((found.topic, found.question.name) for found in placed if not found.code)
    seen: set[object] = set()
    for found in placed:
        if codes[found.code] > 1 and found.code:
            message = _("The number %(code)s stands in the file %(times)s times.") % {"code": found.code, "times": codes[found.code]}
            made.problems.append(Problem(found.line, found.question.name, message))
        key = (found.topic, found.question.name)
        if not found.code and names[key] > 1 and key not in seen:
            seen.add(key)
            said = {"name": found.question.name, "times": names[key]}
            made.notes.append(Note(found.line, _("%(times)s questions are called “%(name)s”; each is kept.") % said))
