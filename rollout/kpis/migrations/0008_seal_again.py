from django.db import migrations

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies = [("kpis", "0007_person_values")]
    # A new column rebuilt the table on SQLite, without its triggers.
    operations = [SealTables("kpis_historicalkpi")]
