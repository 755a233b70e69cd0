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
    if request is None:
        return naming.names([username], ANONYMOUS)[username]
    known: dict[str, str] = request.__dict__.setdefault("names_known", {})
    if username not in known:
        known |= naming.names([username], request.actor)
    return known[username]
