"""The menu, by role: rooms add their entries in `apps.ready`; the page shows those the reader may open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from governance.core.actor import ANONYMOUS
from governance.core.permissions import Verb, allows


@dataclass(frozen=True)
class Entry:
    """One menu line. `section` groups; `order` sorts within the section; `what` and `verb` decide who sees it."""

    section: str | Promise
    label: str | Promise
    url_name: str
    icon: str
    what: str
    verb: Verb = Verb.VIEW
    order: int = 50

    @property
    def url(self) -> str:
        return reverse(self.url_name)


_entries: dict[str, Entry] = {}


def register(*entries: Entry) -> None:
    """Add menu lines; the same url_name twice replaces the first."""
    _entries.update({entry.url_name: entry for entry in entries})


def context(request: HttpRequest) -> dict[str, Any]:
    """Template context: `menu`, a list of (section, entries) for the reader's roles, and `actor`."""
    actor = getattr(request, "actor", ANONYMOUS)
    seen = [entry for entry in _entries.values() if allows(actor, entry.verb, entry.what)]
    sections: dict[str, list[Entry]] = {}
    for entry in sorted(seen, key=lambda entry: (entry.order, str(entry.label))):
        sections.setdefault(str(entry.section), []).append(entry)
    return {"menu": list(sections.items()), "actor": actor}
