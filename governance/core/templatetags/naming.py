"""`{% load naming %}{% who round.username %}`: the name behind a recorded user name, for this reader."""

from __future__ import annotations

from collections.abc import Callable

from django import template
from django.template.context import Context

from governance.core import naming
from governance.core.actor import ANONYMOUS, Actor

register = template.Library()
Names = Callable[[list[str], Actor], dict[str, str]]


@register.simple_tag(takes_context=True)
def who(context: Context, username: str) -> str:
    return once_per_page(context, username, naming.names)


def once_per_page(context: Context, username: str, names: Names) -> str:
    """The name by this way of naming; asked once per page and name."""
    request = context.get("request")
    if request is None:
        return names([username], ANONYMOUS)[username]
    known: dict[Names, dict[str, str]] = request.__dict__.setdefault("names_known", {})
    said = known.setdefault(names, {})
    if username not in said:
        said |= names([username], request.actor)
    return said[username]
