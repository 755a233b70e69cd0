from django.db import migrations

from governance.core.seals import KeepRows, SealTables


class Migration(migrations.Migration):
    dependencies = [("adoption", "0012_due_lists")]
    operations = [
        SealTables("adoption_duefile", "adoption_historicalduelist"),
        # A column that became optional rebuilt the table on SQLite, without its trigger.
        KeepRows("adoption_sourceuser"),
    ]
