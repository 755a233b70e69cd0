"""The little HTML a wording may hold, and the ways into it. Pure.

Allowed: paragraphs, line breaks, emphasis, lists, code, plain tables; no attributes. Scripts and styles go with what they hold; of other
tags the text stays. What is taken out is named in notes. Cleaning what is clean changes nothing.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser

import nh3
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt

from governance.core.errors import Text

TAGS = frozenset(
    {
        "p",
        "br",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "s",
        "sub",
        "sup",
        "ul",
        "ol",
        "li",
        "code",
        "blockquote",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
)
WITH_CONTENT = frozenset({"script", "style", "iframe", "object", "svg", "math", "template", "noscript", "textarea", "title"})
BLOCKS = re.compile(r"<(?:p|ul|ol|table|blockquote)>")
MOST_TAGS = 2_000
LONE = re.compile(r"<(?![a-zA-Z/!][^<>]*>)")
BLANKS = re.compile(r"[ \t\n]+")
IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
# Signs that no XML file and no text has a use for.
NONCHARACTERS = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True)
class Cleaned:
    """A clean fragment, and what was taken out on the way."""

    fragment: str
    notes: tuple[Text, ...] = ()


class _Tags(HTMLParser):
    """Which tags and attributes a fragment has."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes = self.attributes or bool(attrs)


def printable(text: str) -> str:
    """Without control characters, lone surrogates and noncharacters; line ends as one sign."""
    text = NONCHARACTERS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))


def line(text: str) -> str:
    """One line of plain text, with single blanks: names, patterns."""
    return " ".join(printable(text).split())


def clean(text: str) -> Cleaned:
    """Any HTML as a clean fragment in one line. A `<` that begins no tag is text."""
    text = LONE.sub("&lt;", printable(text))
    if text.count("<") > MOST_TAGS:
        return Cleaned("", (_("More than %(most)s tags: this is no question.") % {"most": MOST_TAGS},))
    pictures = len(IMAGE.findall(text))
    text = IMAGE.sub(_alternative, text)
    found = _Tags()
    found.feed(text)
    fragment = nh3.clean(text, tags=set(TAGS), attributes={}, link_rel=None, clean_content_tags=set(WITH_CONTENT))
    return Cleaned(BLANKS.sub(" ", fragment).strip(), _notes(found, pictures))


def _alternative(image: re.Match[str]) -> str:
    said = ALT.search(image.group())
    words = next((group for group in said.groups() if group), "") if said else ""
    return f"[{words.strip()}]" if words.strip() else ""


def _notes(found: _Tags, pictures: int) -> tuple[Text, ...]:
    notes: list[Text] = []
    dropped = sorted(found.tags - TAGS - {"div", "span"})
    if dropped:
        notes.append(_("Taken out of the text: <%(tags)s>.") % {"tags": ">, <".join(dropped[:10])})
    elif found.attributes:
        notes.append(_("Colours, styles and other attributes were taken out."))
    if pictures:
        notes.append(
            _("Pictures are not kept; what they are called stands in brackets. Check that the question can be understood without them.")
        )
    return tuple(notes)


def from_html(text: str) -> Cleaned:
    """Text written as HTML."""
    return clean(text)


def from_auto(text: str) -> Cleaned:
    """Text as people type it: tags count, and a line end is a line end unless there are paragraphs."""
    stripped = printable(text).strip()
    return clean(stripped if BLOCKS.search(stripped.lower()) else stripped.replace("\n", "<br>"))


def from_plain(text: str) -> Cleaned:
    """Text in which nothing is a tag."""
    return Cleaned(clean(html.escape(printable(text).strip(), quote=False).replace("\n", "<br>")).fragment)


def from_markdown(text: str) -> Cleaned:
    """Markdown, without links and pictures; a single paragraph becomes a plain line."""
    rendered = MarkdownIt("commonmark", {"html": False}).enable("table").render(printable(text)).strip()
    alone = re.fullmatch(r"<p>((?:(?!</?p>).)*)</p>", rendered, re.DOTALL)
    return clean(alone.group(1) if alone else rendered)


READ_AS: dict[str, Callable[[str], Cleaned]] = {"html": from_html, "auto": from_auto, "plain": from_plain, "markdown": from_markdown}


def words_of(fragment: str) -> str:
    """The words of a clean fragment without any tag: for lists, names and choices in a menu."""
    broken = re.sub(r"<(?:br|/p|/li|/td|/tr)>", " ", fragment)
    return " ".join(html.unescape(re.sub(r"<[^<>]*>", "", broken)).split())


def typed(fragment: str) -> str:
    """A clean fragment as a person edits it, which `from_auto` makes the same fragment of: lines and plain signs where that is possible."""
    text = fragment if BLOCKS.search(fragment) else fragment.replace("<br>", "\n")
    plain = html.unescape(text)
    return plain if from_auto(plain).fragment == fragment else text
