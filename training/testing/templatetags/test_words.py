"""Small words of the testing room's templates."""

from __future__ import annotations

import html
import re
import secrets
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

register = template.Library()
TAG = re.compile(r"<[^>]*>")


@register.simple_tag
def fresh_number() -> str:
    """A number for one form, so that a form sent twice is one answer."""
    return secrets.token_urlsafe(12)


@register.filter
def of_item[V](found: Mapping[int, V], key: int) -> V | None:
    return found.get(key)


@register.filter
def plain(fragment: str) -> str:
    """A cleaned fragment as plain text, for where no markup may stand."""
    return html.unescape(TAG.sub(" ", fragment)).strip()


@register.filter
def share_of(fraction: Decimal, points: Decimal) -> Decimal:
    return fraction * points


@register.filter
def given_lines(shown: Mapping[str, Any]) -> list[str]:
    """What was given, in plain lines, from a question as it was shown."""
    if "options" in shown:
        return [plain(option["text"]) for option in shown["options"] if option["chosen"]]
    if "prompts" in shown:
        texts = {choice["key"]: choice["text"] for choice in shown["choices"]}
        return [f"{plain(one['text'])} → {plain(texts[one['chosen']])}" for one in shown["prompts"] if one["chosen"]]
    if "items" in shown:
        placed = sorted((line for line in shown["items"] if line["place"]), key=lambda line: line["place"])
        return [f"{line['place']}. {plain(line['text'])}" for line in placed]
    if shown["type"] == "true_false":
        return [{"true": _("True"), "false": _("False")}[shown["given"]]] if shown["given"] else []
    return [shown["given"]] if shown.get("given") else []
