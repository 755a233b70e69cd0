"""History and event rows refuse to be changed."""

from django.db import migrations

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies = [("kpis", "0005_appraisal")]

    operations = [
        SealTables(
            "kpis_historicalappraisalscheme",
            "kpis_historicalschemeline",
            "kpis_historicalappraisalsheet",
            "kpis_appraisalevent",
        )
    ]
