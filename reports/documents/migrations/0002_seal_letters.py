from django.db import migrations

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_monthly_report")]

    operations = [SealTables("documents_historicalmonthlyreport", "documents_monthlyrun", "documents_letter")]
