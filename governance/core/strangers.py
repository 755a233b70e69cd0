"""How often a stranger may ask: so many questions per address and minute, counted in the cache all processes share."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

PER_MINUTE = 30


def too_many(request: HttpRequest, what: str, minute: int) -> bool:
    """Whether this address has asked more than it may in this minute."""
    key = f"{what}-{get_adapter().get_client_ip(request)}-{minute}"
    cache.add(key, 0, timeout=120)
    return int(cache.incr(key)) > PER_MINUTE
