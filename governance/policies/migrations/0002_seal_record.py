"""Event and history rows, exact texts and signatures refuse to be changed or deleted."""

from django.db import migrations

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial")]

    operations = [
        SealTables(
            "policies_historicalpolicy",
            "policies_historicalpolicyversion",
            "policies_historicalincentive",
            "policies_historicalsanction",
            "policies_incentiveevent",
            "policies_policytext",
            "policies_sanctionevent",
            "policies_signature",
            "policies_versionevent",
        )
    ]
