"""A figure of the registry as plain data: its value, what it rests on, or why it cannot be told, in every language."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.utils import translation

from governance.core import metrics
from governance.core.metrics import Measured, Measurement, Subject
from reports.dashboards.sections.asked import Asked, Facts, plain

NOTHING = Measurement(None)


def measured(code: str, subjects: Sequence[Subject], asked: Asked) -> dict[Subject, Facts]:
    """The figure of each subject that the reader may see. Why the first subject's cannot be told is asked once more per language."""
    found = read(code, subjects, asked)
    why = absent(code, subjects[0], asked) if found.get((subjects[0], asked.day), NOTHING).value is None else None
    return {
        subject: {"value": plain(one.value), "some": plain(one.numerator), "of": plain(one.denominator), "sample": one.sample}
        | ({"absent": why} if why and subject == subjects[0] else {})
        for (subject, _day), one in found.items()
    }


def read(code: str, subjects: Sequence[Subject], asked: Asked) -> Measured:
    return metrics.measure(code, subjects, [asked.day], actor=asked.reader, known_at=asked.known_at)


def absent(code: str, subject: Subject, asked: Asked) -> dict[str, str]:
    """The registry gives reasons in the active language."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = str(read(code, [subject], asked).get((subject, asked.day), NOTHING).absent)
    return found
