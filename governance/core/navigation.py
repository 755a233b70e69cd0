"""The menu, by role: rooms add their entries in `apps.ready`; the page shows those the reader may open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from governance.core.actor import ANONYMOUS, Actor
from governance.core.permissions import Verb, allows
from governance.core.roles import Role

IN_BOTTOM_BAR = 4
SHORT_MENU = 14
# Lines up to this order are a reader's own first page; who has none gets a plain way home.
FIRST_PAGES = 2
HTML_LANGUAGES = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}


@dataclass(frozen=True)
class Entry:
    """One menu line. `section` groups; `order` sorts sections and lines; `what` and `verb` decide who sees it.

    `short` is the label of the phone's bottom bar, which shows the first lines of the menu.
    """

    section: str | Promise
    label: str | Promise
    url_name: str
    icon: str
    what: str
    verb: Verb = Verb.VIEW
    order: int = 50
    short: str | Promise = ""

    @property
    def url(self) -> str:
        """Empty where there is no such page."""
        return address(self.url_name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())

    @property
    def short_label(self) -> str | Promise:
        return self.short or self.label


@cache
def address(url_name: str, urlconf: str, prefix: str) -> str:
    """Looked up once in a process: a menu asks for each of its lines several times on every page."""
    try:
        return reverse(url_name, urlconf)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True)
class Section:
    """Lines of one subject. In a long menu only the first section and that of the current page are open."""

    label: str
    entries: list[Entry]
    open: bool


_entries: dict[str, Entry] = {}


def register(*entries: Entry) -> None:
    """Add menu lines; the same url_name twice replaces the first."""
    _entries.update({entry.url_name: entry for entry in entries})


def entries_for(actor: Actor) -> list[Entry]:
    """The lines the reader may open, in order; a page that does not exist yet has none."""
    seen = [entry for entry in _entries.values() if entry.url and allows(actor, entry.verb, entry.what)]
    return sorted(seen, key=lambda entry: (entry.order, str(entry.label)))


def current(path: str, entries: list[Entry]) -> str:
    """The url_name of the line whose address is the longest beginning of this path."""
    names = {entry.url: entry.url_name for entry in reversed(entries)}
    holding = [url for url in names if path == url or (url != "/" and path.startswith(url))]
    return names[max(holding, key=len)] if holding else ""


def sections(entries: list[Entry], here: str) -> list[Section]:
    """The lines under their headings."""
    grouped: dict[str, list[Entry]] = {}
    for entry in entries:
        grouped.setdefault(str(entry.section), []).append(entry)
    short = len(entries) <= SHORT_MENU
    return [
        Section(label, lines, short or place == 0 or any(line.url_name == here for line in lines))
        for place, (label, lines) in enumerate(grouped.items())
    ]


def home_label(actor: Actor) -> str:
    """What a reader's own first page is: the office of its head, else one's own page."""
    return _("My office") if actor.holds(Role.OFFICE_HEAD) else _("My page")


def context(request: HttpRequest) -> dict[str, Any]:
    """Template context of every page: the menu for the reader's roles, who the reader is, light or dark, language for HTML."""
    actor = getattr(request, "actor", ANONYMOUS)
    entries = entries_for(actor)
    here = current(request.path, entries)
    way_home = actor is not ANONYMOUS and not any(entry.order <= FIRST_PAGES for entry in entries)
    language = getattr(request, "LANGUAGE_CODE", "")
    return {
        "menu": sections(entries, here),
        "menu_current": here,
        "bottom_bar": entries[: IN_BOTTOM_BAR - way_home],
        "way_home": way_home,
        "home_label": home_label(actor) if way_home else "",
        "actor": actor,
        "role_names": [Role(role).label for role in sorted(actor.roles)],
        "theme": theme if (theme := request.COOKIES.get("theme", "")) in ("light", "dark") else "",
        "html_lang": HTML_LANGUAGES.get(language, language),
    }
