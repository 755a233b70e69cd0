"""Whether the rooms' translations are complete: `python -m tests.translations` lists what is not.

A room's catalogue must hold every string of the room's code and templates, translated, not fuzzy, with the same
placeholders, and its compiled form must be in step with it.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
WINGS = ("governance", "training", "rollout", "reports")
LANGUAGES = ("zh_Hans", "zh_Hant")
TEMPLATES = {".html", ".txt", ".mjml", ".svg"}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")


def rooms(root: Path = ROOT) -> list[Path]:
    """Every room: a folder of a wing that is a Django app."""
    return sorted(path.parent for wing in WINGS for path in (root / wing).glob("*/apps.py"))


def strings_of(path: Path) -> Iterator[str]:
    """The strings of one source file that are marked for translation."""
    from django.utils.translation.template import templatize

    source = path.read_text(encoding="utf-8")
    if path.suffix in TEMPLATES:
        lines = (line.strip() for line in templatize(source, origin=str(path)).splitlines())
        source = "\n".join(lines)
    for _line, found, _comments, _context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
        yield found[0] if isinstance(found, tuple) else found


def sources(room: Path) -> Iterator[Path]:
    for path in sorted(room.rglob("*")):
        is_code = path.suffix == ".py" and "migrations" not in path.parts
        if is_code or (path.suffix in TEMPLATES and "templates" in path.parts):
            yield path


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, domain="django")


def is_translated(message: Message) -> bool:
    forms = message.string if isinstance(message.string, tuple | list) else [message.string]
    return bool(forms) and all(forms)


def same_placeholders(message: Message) -> bool:
    """Chinese has one plural form, so the last source form is the one to compare with."""
    source = message.id[-1] if isinstance(message.id, tuple | list) else message.id
    forms = message.string if isinstance(message.string, tuple | list) else [message.string]
    return all(set(PLACEHOLDER.findall(form)) == set(PLACEHOLDER.findall(source)) for form in forms)


def single(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple | list) else message.id)


def catalogue_problems(path: Path, wanted: dict[str, Path]) -> Iterator[str]:
    """What is wrong with one catalogue, given the strings it must hold and where each stands."""
    if not path.exists():
        yield f"{path.relative_to(ROOT)}: missing"
        return
    messages = [message for message in catalogue(path) if message.id]
    for message in messages:
        if message.fuzzy:
            yield f"{path.relative_to(ROOT)}: fuzzy: {single(message)!r}"
        elif not is_translated(message):
            yield f"{path.relative_to(ROOT)}: not translated: {single(message)!r}"
        elif not same_placeholders(message):
            yield f"{path.relative_to(ROOT)}: placeholders differ: {single(message)!r}"
    held = {single(message) for message in messages}
    for text, source in wanted.items():
        if text not in held:
            yield f"{path.relative_to(ROOT)}: lacks {text!r} of {source.relative_to(ROOT)}"
    yield from compiled_problems(path, messages)


def compiled_problems(path: Path, messages: list[Message]) -> Iterator[str]:
    compiled = path.with_suffix(".mo")
    if not compiled.exists():
        yield f"{compiled.relative_to(ROOT)}: missing; ./run translations compiles it"
        return
    with compiled.open("rb") as file:
        in_use = by_id([message for message in read_mo(file) if message.id])
    if in_use != by_id([message for message in messages if not message.fuzzy and is_translated(message)]):
        yield f"{compiled.relative_to(ROOT)}: not in step with its .po; ./run translations compiles it"


def context_of(message: Message) -> str:
    """Babel reads a context from a source file as text, from a compiled one as bytes."""
    context = message.context or ""
    return context.decode() if isinstance(context, bytes) else context


def by_id(messages: list[Message]) -> dict[tuple[str, str], list[object]]:
    """Translations by context and source string. A compiled file writes one form as a string, a source file as a list."""
    return {
        (context_of(message), single(message)): [*message.string] if isinstance(message.string, tuple | list) else [message.string]
        for message in messages
    }


def problems(root: Path = ROOT) -> list[str]:
    """Every gap in every room's catalogues."""
    found: list[str] = []
    for room in rooms(root):
        wanted = {text: path for path in sources(room) for text in strings_of(path)}
        for language in LANGUAGES if wanted else ():
            found += catalogue_problems(room / "locale" / language / "LC_MESSAGES" / "django.po", wanted)
    return found


if __name__ == "__main__":
    gaps = problems()
    print("\n".join(gaps) or f"translations complete in {len(rooms())} rooms")
    sys.exit(bool(gaps))
