from django.db import migrations

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies = [("adoption", "0001_initial")]
    operations = [
        SealTables(
            "adoption_recomputed",
            "adoption_weightdecision",
            "adoption_historicalweightversion",
        )
    ]
