"""Reads for this room and those above: who is cleared, who may type for whom."""

from training.clearance.selectors.lists import Row, cleared, laid_down, rows
from training.clearance.selectors.proxies import permits, proxy_permitted

__all__ = ["Row", "cleared", "laid_down", "permits", "proxy_permitted", "rows"]
