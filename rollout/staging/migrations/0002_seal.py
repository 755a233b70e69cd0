"""History and event rows refuse to be changed."""

from django.db import migrations

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies = [("staging", "0001_initial")]

    operations = [
        SealTables(
            "staging_historicalprogramme",
            "staging_historicalwave",
            "staging_historicalofficerollout",
            "staging_placement",
            "staging_stagechange",
            "staging_pilotwithdrawal",
        )
    ]
