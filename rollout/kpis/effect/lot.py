"""The order of go-live drawn by lot, so that anyone can draw it again: SHA-256 of the seed and the office's code, in ascending order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence


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


def kept_to(waves: Sequence[Sequence[str]], months: Mapping[str, int]) -> bool:
    """Whether the lot alone dealt out these months of going live; `months` below 0 is not live so far, which is later than any.

    Every office that is compared was in the draw, the offices of one wave went live in the same month, and no wave before an earlier
    one. Whoever puts an office off, or chooses among those of a wave, deals by hand again.
    """
    wave = {code: number for number, codes in enumerate(waves) for code in codes}
    if not set(months) <= set(wave) or all(month < 0 for month in months.values()):
        return False
    never = max(months.values()) + 1
    went: dict[int, set[int]] = {}
    for code, month in months.items():
        went.setdefault(wave[code], set()).add(never if month < 0 else month)
    if any(len(found) > 1 for found in went.values()):
        return False
    in_turn = [min(went[number]) for number in sorted(went)]
    return in_turn == sorted(in_turn)
