"""Answers, marks, drawn questions, decisions and the history of papers and attempts refuse to be changed or deleted."""

from django.db import migrations

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies = [("testing", "0003_papers")]

    operations = [
        SealTables(
            "testing_answer",
            "testing_attemptevent",
            "testing_attemptitem",
            "testing_historicalallowance",
            "testing_historicalattempt",
            "testing_historicalblueprintrow",
            "testing_historicalpaper",
            "testing_historicalpaperversion",
            "testing_judgerating",
            "testing_latedecision",
            "testing_marking",
            "testing_paperstep",
        )
    ]
