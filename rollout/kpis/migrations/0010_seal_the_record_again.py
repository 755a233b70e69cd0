from django.db import migrations

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies = [("kpis", "0009_definitions_in_three_languages")]
    # New columns rebuilt the table on SQLite, without its triggers.
    operations = [SealTables("kpis_historicalkpi")]
