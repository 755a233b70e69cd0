"""History and event rows refuse to be changed."""

from django.db import migrations

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies = [("kpis", "0001_initial")]

    operations = [SealTables("kpis_historicalkpi", "kpis_historicalkpisource", "kpis_drawing")]
