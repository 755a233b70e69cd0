"""What every document of this room shares: no day to come, one paper per language from the same frozen figures, kept together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.actor import Actor
from governance.core.documents import archive
from governance.core.documents.models import Document, Snapshot
from governance.core.errors import InvalidInput
from governance.core.known import NOT_YET

Step = Callable[[int, int, str], None]
Render = Callable[[Snapshot, str], tuple[str, bytes]]


def no_step(done: int, total: int, message: str) -> None:
    """For whoever shows no progress."""


def not_to_come(day: date, at: datetime) -> None:
    if day > timezone.localdate(at):
        raise InvalidInput(_("A report cannot be made for a day to come."), fields={"day": _("This day has not come yet.")})


def not_come(day: date) -> str:
    return _("At that moment %(day)s had not come yet.") % {"day": written.day(day)}


def not_known(day: date, known_at: datetime | None, at: datetime) -> None:
    """Nothing is known of a moment to come, and nothing was known of a day before it came."""
    wrong = ""
    if known_at is not None and known_at > at:
        wrong = str(NOT_YET)
    elif known_at is not None and day > timezone.localdate(known_at):
        wrong = not_come(day)
    if wrong:
        raise InvalidInput(wrong, fields={"known_at": wrong})


def in_languages(
    freeze: Callable[[], Snapshot], render: Render, languages: Sequence[str], *, actor: Actor, at: datetime, reason: str, step: Step
) -> list[Document]:
    """Freeze, set in each language, keep all or none. `render` gives title and PDF."""
    total = len(languages) + 1
    step(0, total, _("Collecting and freezing the figures"))
    snapshot = freeze()
    made: list[tuple[str, str, bytes]] = []
    for done, language in enumerate(languages, start=1):
        step(done, total, _("Drawing and setting the document"))
        made.append((language, *render(snapshot, language)))
    step(total, total, _("Keeping the document"))
    with transaction.atomic():
        return [
            archive.keep(snapshot, pdf, language=language, title=title, actor=actor, at=at, reason=reason) for language, title, pdf in made
        ]
