"""History and event rows refuse to be changed or deleted."""

from typing import ClassVar

from django.db import migrations

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies: ClassVar = [("impact", "0001_initial")]
    operations: ClassVar = [
        SealTables(
            "impact_demonstration",
            "impact_historicalassessment",
            "impact_historicaldroppeditem",
            "impact_historicalofficetask",
            "impact_historicalquestion",
            "impact_historicalrolloutstep",
            "impact_historicalsurvey",
            "impact_historicaltasktemplate",
            "impact_historicaltouchpoint",
            "impact_reaction",
            "impact_resistancemove",
            "impact_stepmove",
            "impact_surveymove",
            "impact_taskmove",
        )
    ]
