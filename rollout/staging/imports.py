"""The file this room takes in: past stage dates of a programme already under way. A go-live date per office is enough."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from governance.core import written
from governance.core.actor import Actor
from governance.core.errors import NotFound, Text
from governance.core.imports.importer import Column, Importer, Row, register
from governance.core.imports.problems import Change, Plan, Problem
from governance.core.imports.readers import day, one_of, text, whole_number
from governance.core.models import ImportBatch
from governance.organisation.models import Office
from rollout.staging import selectors
from rollout.staging.actions import enter_past_stages
from rollout.staging.history import Timelines
from rollout.staging.models import Programme
from rollout.staging.past import PastEntry, PastRow, plan_past
from rollout.staging.stages import WALK, Stage

PAST = WALK[1:]


def stage_words() -> dict[str, Stage]:
    """A stage by its code or by its name in any of our languages."""
    words = {stage.value: stage for stage in PAST}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words |= {str(stage.label): stage for stage in PAST}
    return words


@dataclass(frozen=True)
class Known:
    """What the record holds: offices by code and by name, who is in which wave, the steps that stand."""

    programme: Programme | None
    offices: dict[str, list[Office]]
    placed: dict[int, int]
    waves: frozenset[int]
    timelines: Timelines


GO_LIVE = ("on", "go-live", "go_live", "go-live date", "live_on", "上线日期", "上線日期")


class PastStagesImporter(Importer):
    """One row per office and stage. Without a stage the date is the go-live."""

    kind = "past-stages"
    title = _("Past stages")
    what = "stage"
    then_url = "staging:programme"
    explanation = _(
        "The days on which offices entered their stages before the programme was put on record here. A file with an office and its "
        "go-live date is enough. Another date for a stage corrects it. Nothing is entered unless every row can be."
    )
    columns = (
        Column("office", _("Office"), text(120, fold=True), required=True, aliases=("code", "branch"), hint=_("Code or name")),
        Column("stage", _("Stage"), lambda column: one_of(stage_words(), names=", ".join(PAST))(column), hint=_("Without it: live")),
        Column("date", _("Date"), day(), required=True, aliases=GO_LIVE),
        Column("wave", _("Wave"), whole_number(0, 999), hint=_("Number; for offices that are in none yet. 0 is the pilot")),
        Column("note", _("Note"), text(500), aliases=("reason",), hint=_("Why, where an office was rolled back")),
    )

    def known(self, *, actor: Actor, at: datetime) -> Known:
        programme = selectors.programme()
        offices: dict[str, list[Office]] = {}
        for office in Office.objects.branches():
            for name in {office.code.casefold(), office.name.casefold(), office.name_zh.casefold()} - {""}:
                offices.setdefault(name, []).append(office)
        waves = frozenset(programme.waves.values_list("number", flat=True)) if programme else frozenset()
        return Known(programme, offices, selectors.office_waves(), waves, selectors.stage_timelines())

    def plan(self, rows: Sequence[Row], known: Known) -> Plan:
        if known.programme is None:
            return Plan(problems=[Problem(0, "", _("There is no programme yet. Set it up first."))])
        problems: list[Problem] = []
        past = list(dict.fromkeys(as_past_rows(rows, known, problems)))
        found = plan_past(past, known.timelines, known.programme.entered_on)
        problems += [Problem(one.row, one.column, one.message, one.value) for one in found.problems]
        labels = {column.key: str(column.label) for column in self.columns}
        names = {office.pk: str(office) for same in known.offices.values() for office in same}
        changes = [(entry, described(entry, names[entry.row.office_id])) for entry in found.entries]
        return Plan(
            creates=[change for entry, change in changes if entry.corrects is None],
            updates=[change for entry, change in changes if entry.corrects is not None],
            unchanged=found.unchanged,
            problems=[replace(one, column=labels.get(one.column, one.column)) for one in problems],
        )

    def apply(self, plan: Plan, *, batch: ImportBatch, actor: Actor, at: datetime, reason: str) -> None:
        programme = selectors.programme()
        if programme is None:
            raise NotFound(_("There is no programme yet. Set it up first."))
        rows = [change.data for change in [*plan.creates, *plan.updates]]
        enter_past_stages(rows, programme=programme, actor=actor, at=at, reason=reason or batch.name)


def as_past_rows(rows: Sequence[Row], known: Known, problems: list[Problem]) -> Iterator[PastRow]:
    """The rows whose office is known and in a wave, or can be placed in one."""
    for row in rows:
        found = known.offices.get(row.values["office"].casefold(), [])
        wave = row.get("wave")
        if len(found) != 1:
            message = (
                _("Several offices are called so: use the code.") if found else _("There is no confirmed office of this code or name.")
            )
            problems.append(Problem(row.number, "office", message, row.values["office"]))
        elif found[0].pk not in known.placed and wave not in known.waves:
            problems.append(Problem(row.number, "wave", without_wave(wave), "" if wave is None else str(wave)))
        else:
            stage = row.get("stage", Stage.LIVE)
            yield PastRow(row.number, found[0].pk, stage, row.values["date"], row.get("note", ""), wave)


def without_wave(wave: int | None) -> Text:
    if wave is None:
        return _("This office is in no wave yet. Name its wave in the file, or place the office first.")
    return _("There is no wave %(number)s yet. Add it at Rollout, Waves, then send the file again.") % {"number": wave}


def described(entry: PastEntry, office: str) -> Change:
    """What the preview says of one row."""
    row = entry.row
    fields = ((row.stage.label, "", written.day(row.on)),)
    return Change(row.row, office, fields, row)


PAST_STAGES = register(PastStagesImporter())
