"""History and event rows refuse to be changed."""

from django.db import migrations

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies = [("kpis", "0003_benefits")]

    operations = [
        SealTables(
            "kpis_historicalbenefit",
            "kpis_historicalbenefitclaim",
            "kpis_historicalbudgetline",
            "kpis_benefitplan",
            "kpis_budgetentry",
        )
    ]
