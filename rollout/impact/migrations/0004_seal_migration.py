"""History and event rows of migration batches and lists refuse to be changed or deleted."""

from typing import ClassVar

from django.db import migrations

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies: ClassVar = [("impact", "0003_migration_and_joined")]
    operations: ClassVar = [
        SealTables("impact_historicalmigrationbatch", "impact_historicallistpair", "impact_batchmove"),
    ]
