"""Which columns of the two lists mean the same: the key, the amounts that are added up, the office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from governance.core.errors import InvalidInput

MOST_TOTALS, MOST_KEYS = 3, 2


@dataclass(frozen=True)
class Total:
    """A control total by name, and the column that holds it in each list."""

    name: str
    first: str
    second: str


@dataclass(frozen=True)
class Columns:
    """Columns of the first and second list. `office`: the first list's column that says whose customer a row is."""

    first_key: tuple[str, ...] = ()
    second_key: tuple[str, ...] = ()
    totals: tuple[Total, ...] = ()
    leading_zeros: bool = True
    office: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "first_key": list(self.first_key),
            "second_key": list(self.second_key),
            "totals": [[one.name, one.first, one.second] for one in self.totals],
            "leading_zeros": self.leading_zeros,
            "office": self.office,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Columns:
        totals = tuple(Total(*one) for one in kept.get("totals", ()))
        first, second = tuple(kept.get("first_key", ())), tuple(kept.get("second_key", ()))
        return cls(first, second, totals, kept.get("leading_zeros", True), kept.get("office", ""))

    def check(self, first: Sequence[str], second: Sequence[str]) -> None:
        """Refuse columns that a list does not have, and a comparison of nothing but row counts."""
        if len(self.first_key) != len(self.second_key):
            raise InvalidInput(_("The key has as many columns in one list as in the other."))
        if not self.first_key and not self.totals:
            raise InvalidInput(_("Choose a key or a control total: row counts alone say nothing about the records."))
        if len({one.name for one in self.totals}) != len(self.totals):
            raise InvalidInput(_("Each control total is named once."))
        named = {*self.first_key, *(one.first for one in self.totals), *filter(None, [self.office])}
        for header, wanted in ((first, named), (second, {*self.second_key, *(one.second for one in self.totals)})):
            if gone := sorted(wanted - set(header)):
                raise InvalidInput(_("The list has no column “%(names)s”.") % {"names": ", ".join(gone)})
