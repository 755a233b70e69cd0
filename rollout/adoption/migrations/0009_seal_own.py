from django.db import migrations

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies = [("adoption", "0008_own_scores_exemplars")]
    operations = [
        SealTables(
            "adoption_ownscorestep",
            "adoption_exemplarstep",
            "adoption_historicalownscore",
            "adoption_historicalexemplar",
            # Adding columns rebuilt these on SQLite, without their triggers.
            "adoption_historicalusageimport",
            "adoption_historicalusagesource",
        )
    ]
