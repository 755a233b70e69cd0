"""What a language changes on a page: its words, some left in English by mistake, and seldom what it is built of."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser

from django.utils.translation import trans_real

READ_OUT = ("aria-label", "placeholder", "title", "alt", "data-label")
# Not read by people.
SILENT = {"script", "style", "svg", "code", "pre", "textarea"}


@cache
def translated(language: str) -> frozenset[str]:
    """English texts whose translation is another text. Single words may be names of people's own making."""
    catalogue = trans_real.translation(language)._catalog  # type: ignore[attr-defined]
    pairs = [(key, catalogue[key]) for key in catalogue.keys() if isinstance(key, str)]  # noqa: SIM118
    return frozenset(" ".join(key.split()) for key, text in pairs if text and text != key and " " in key and "%" not in key)


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.silent = 0
        self.in_english: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent += 1
        self.texts += [value for name, value in attrs if name in READ_OUT and value]

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent -= 1

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.texts.append(data)


def left_in_english(html: str, language: str) -> list[str]:
    parser = _Texts()
    parser.feed(html)
    return sorted({text for each in parser.texts if (text := " ".join(each.split())) in translated(language)})


_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
_SAID = re.compile(r'\s(value|href|src|action|content|title|placeholder|alt|lang|datetime|aria-label|hx-[a-z-]+|data-[a-z-]+)="([^"]*)"')
_BETWEEN = re.compile(r">([^<]*)<")


def build(html: str) -> str:
    """Of what is between the frame: tags, classes, states and references, and where there is text, without what the text says."""
    html = html.partition("<main")[2].partition("</main>")[0] or html
    bare = _SAID.sub(lambda found: f" {found[1]}={'x' if found[2].strip() else ''}", _SCRIPT.sub("", html))
    return _BETWEEN.sub(lambda found: ">x<" if found[1].strip() else "><", bare)
