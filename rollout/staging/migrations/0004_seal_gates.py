"""History and event rows of gates refuse to be changed."""

from django.db import migrations

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies = [("staging", "0003_gates")]

    operations = [
        SealTables(
            "staging_historicalgate",
            "staging_historicalgateversion",
            "staging_historicalgatecriterion",
            "staging_attestation",
            "staging_gatedecision",
            "staging_condition",
            "staging_conditionmet",
            "staging_override",
            "staging_overrideended",
            "staging_automatichold",
            "staging_rollback",
            "staging_rollbackstep",
            "staging_rollbackstepdone",
            "staging_rollbackfinish",
            "staging_programmestop",
        )
    ]
