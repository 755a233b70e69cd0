"""`{% load officers %}{% decider decision.username %}`: who decided, by name for whoever may read the charter."""

from __future__ import annotations

from django import template
from django.template.context import Context

from governance.core.templatetags.naming import once_per_page
from governance.steering import naming

register = template.Library()


@register.simple_tag(takes_context=True)
def decider(context: Context, username: str) -> str:
    return once_per_page(context, username, naming.deciders)
