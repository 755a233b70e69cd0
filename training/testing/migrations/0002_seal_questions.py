"""Wordings, steps and the history of the bank refuse to be changed or deleted."""

from django.db import migrations

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies = [("testing", "0001_questions")]

    operations = [
        SealTables(
            "testing_historicalquestion",
            "testing_historicaltopic",
            "testing_questionstep",
            "testing_questionversion",
        )
    ]
