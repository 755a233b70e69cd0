"""What may stop an office or hurt a customer: holds, conditions past their day, overrides that run out, lights shown otherwise, impacts.

Why the programme is red or amber stands in its status; here are the things behind it that somebody must end.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from governance.core.metrics import Subject, SubjectKind
from governance.core.permissions import Verb, allows
from governance.organisation.models import Office
from reports.dashboards.sections.asked import Asked, Facts, plain, texts
from reports.dashboards.sections.measured import measured
from rollout.staging import selectors as staging
from rollout.staging.gating import waiting
from rollout.staging.models import StageChange
from rollout.staging.stages import Stage
from rollout.staging.status import selectors as status
from rollout.staging.status.rules import Light

SOON = timedelta(days=30)
FIGURES = ("impact.severe_without_mitigation", "impact.steps_sent_back", "steering.ballots_overdue")


def facts(asked: Asked) -> Facts | None:
    """Everything open on the day, the most pressing kind first."""
    programme = staging.programme()
    if programme is None or not allows(asked.reader, Verb.VIEW, "status"):
        return None
    found = [*holds(asked), *conditions(asked), *overrides(asked), *lights(asked)]
    whole = Subject(SubjectKind.PROGRAMME, programme.pk)
    figures = {code: told[whole] for code in FIGURES if (told := measured(code, [whole], asked))}
    counted = {code: one for code, one in figures.items() if one["value"] not in (None, "0")}
    if not found and not counted:
        return None
    return {"open": found, "figures": counted}


def item(kind: str, light: Light, office: Office, text: object, since: object = None, until: object = None) -> Facts:
    """`text` is as somebody wrote it, in one language, or a name that has several."""
    of = {"id": office.pk, "name": texts(office)}
    return {"kind": kind, "light": light.value, "office": of, "text": texts(text), "since": plain(since), "until": plain(until)}


def holds(asked: Asked) -> Iterator[Facts]:
    """Offices on hold that day, with the reason on record."""
    standing = staging.standing_at(asked.day, asked.known_at)
    steps = {office: standing.step(office) for office in standing.offices if standing.stage(office) == Stage.HELD}
    why = dict(
        StageChange.objects.filter(pk__in=[step.change.id for step in steps.values() if step]).values_list("rollout__office_id", "reason")
    )
    for office, step in sorted(steps.items(), key=lambda each: (each[1].on if each[1] else asked.day, each[0])):
        yield item("held", Light.AMBER, asked.offices[office], why.get(office, ""), since=step.on if step else None)


def conditions(asked: Asked) -> Iterator[Facts]:
    """Conditions of conditional goes, past their day or due soon."""
    for row in waiting.conditions_due(asked.reader, asked.day, within=SOON, known_at=asked.known_at):
        light = Light.RED if row.due < asked.day else Light.AMBER
        yield item("condition", light, asked.offices[row.decision.rollout.office_id], row.text, until=row.due)


def overrides(asked: Asked) -> Iterator[Facts]:
    """Criteria passed over, whose override runs out soon."""
    for row in waiting.overrides_ending(asked.reader, asked.day, within=SOON, known_at=asked.known_at):
        yield item("override", Light.AMBER, asked.offices[row.rollout.office_id], row.criterion, until=row.until)


def lights(asked: Asked) -> Iterator[Facts]:
    """Lights shown otherwise than the rules give, with the reason and the last day."""
    held = status.overrides(asked.day, asked.known_at)
    for (office, _rule), row in sorted(held.items()):
        yield item("light", row.light, asked.offices[office], row.reason, until=row.until)
