"""`{% load naming %}{% who round.username %}`: the name behind a recorded user name, for this reader."""

from __future__ import annotations

from django import template
from django.template.context import Context

from governance.core import naming
from governance.core.actor import ANONYMOUS

register = template.Library()


@register.simple_tag(takes_context=True)
def who(context: Context, username: str) -> str:
    """Asked once per page and name."""
    request = context.get("request")
    actor = getattr(request, "actor", ANONYMOUS)
    known: dict[str, str] = context.render_context.setdefault("names_known", {}) if request is None else names_of(request)
    if username not in known:
        known |= naming.names([username], actor)
    return known[username]


def names_of(request: object) -> dict[str, str]:
    """The names found for this request so far."""
    if not hasattr(request, "names_known"):
        request.names_known = {}  # type: ignore[attr-defined]
    return request.names_known  # type: ignore[attr-defined,no-any-return]
