"""The changes between two moments in words, by what they are about; each cause is written once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.core import written
from reports.dashboards.comparing.differing import Cause, Change
from reports.dashboards.comparing.grouping import Alike, Group, grouped
from reports.dashboards.homes.parts import Block, Cell

Say = Callable[[Cause[datetime]], str]


@dataclass(frozen=True)
class Why:
    """What was recorded, in words; what is like it, a click below."""

    text: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """One group as the page shows it; `note` is what to know of it while it is folded."""

    name: str
    note: str
    block: Block
    causes: Sequence[Why]
    moved: bool = False


def in_groups(changes: Sequence[Change], causes: Sequence[Cause[datetime]], say: Say) -> dict[str, object]:
    """The programme's groups, the offices, and what was recorded that is not one office's alone."""
    groups, shared = grouped(changes, causes)
    told = [of_group(one, say) for one in groups]
    whole = sum(one.office_id is None for one in groups)
    return {"whole": told[:whole], "offices": told[whole:], "shared": [why(one, say) for one in shared]}


def of_group(one: Group[datetime], say: Say) -> Told:
    columns = [_("What changed"), _("Before"), _("After"), _("Difference")]
    block = Block(one.name, columns, [row(change) for change in one.changes], compact=True)
    return Told(one.name, note(one), block, [why(each, say) for each in one.causes], one.stage is not None)


def row(change: Change) -> list[Cell]:
    fact, (before, after) = change.fact, sides(change)
    return [Cell(fact.label, fact.url), Cell(before), Cell(after), Cell(difference(change), numeric=True)]


def sides(change: Change) -> tuple[str, str]:
    before, after = change.before, change.after
    return before.text if before else written.DASH, after.text if after else written.DASH


def difference(change: Change) -> str:
    """With its sign; nothing where none can be taken."""
    moved = change.difference
    return "" if moved is None else written.signed(moved)


def note(one: Group[datetime]) -> str:
    """The new stage, how the score moved, and how much else."""
    said = []
    if one.stage is not None:
        said.append(" → ".join(sides(one.stage)))
    if one.score is not None and one.score:
        said.append(_("score %(points)s") % {"points": written.signed(one.score, 1)})
    count = ngettext("%(count)d change", "%(count)d changes", len(one.changes)) % {"count": len(one.changes)}
    return " · ".join([*said, count])


def why(one: Alike[datetime], say: Say) -> Why:
    text = say(one.youngest)
    if one.offices > 1:
        text += " · " + ngettext("%(count)d office", "%(count)d offices", one.offices) % {"count": one.offices}
    return Why(text, tuple(say(each) for each in one.earlier))
