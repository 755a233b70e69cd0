"""Planned go-lives of the time before the plan had rows of its own, taken from the history of each office."""

from typing import Any

from django.db import migrations


def copy_go_lives(apps: Any, schema_editor: Any) -> None:
    History = apps.get_model("staging", "HistoricalOfficeRollout")
    PlannedDate = apps.get_model("staging", "PlannedDate")
    stands = set(apps.get_model("staging", "OfficeRollout").objects.values_list("pk", flat=True))
    last: dict[int, Any] = {}
    rows = []
    for row in History.objects.order_by("history_date", "history_id"):
        if row.id in stands and row.planned_live_on != last.get(row.id):
            last[row.id] = row.planned_live_on
            who = {"username": row.history_username, "operation": row.history_operation, "reason": row.history_change_reason or ""}
            rows.append(PlannedDate(rollout_id=row.id, stage="live", on=row.planned_live_on, recorded_at=row.history_date, **who))
    PlannedDate.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [("staging", "0009_seal_status_rules")]

    operations = [migrations.RunPython(copy_go_lives, migrations.RunPython.noop)]
