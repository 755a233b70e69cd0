"""The order of go-live drawn by lot, so that anyone can draw it again: SHA-256 of the seed and the office's code, in ascending order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence


def drawn_order(codes: Iterable[str], seed: str) -> list[str]:
    """Office codes in the order of the lot. The same seed and codes give the same order, however they are listed."""
    return sorted(set(codes), key=lambda code: (ticket(code, seed), code))


def ticket(code: str, seed: str) -> str:
    """What the lot writes on one office's ticket: `sha256(seed + "\\n" + code)` in hexadecimal."""
    return hashlib.sha256(f"{seed}\n{code}".encode()).hexdigest()


def dealt_to_waves(order: Sequence[str], sizes: Sequence[int]) -> list[list[str]]:
    """The drawn offices cut into waves of these sizes. Raises ValueError when the sizes do not add up to the offices."""
    if sum(sizes) != len(order) or any(size < 1 for size in sizes):
        raise ValueError("the waves must hold every office once")
    waves, start = [], 0
    for size in sizes:
        waves.append(list(order[start : start + size]))
        start += size
    return waves
