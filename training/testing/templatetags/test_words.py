"""Small words of the testing room's templates."""

from __future__ import annotations

import html
import re
import secrets
from collections.abc import Mapping

from django import template

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
