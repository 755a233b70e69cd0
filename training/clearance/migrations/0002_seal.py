"""History and event rows refuse to be changed."""

from django.db import migrations

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies = [("clearance", "0001_initial")]

    operations = [
        SealTables(
            "clearance_historicalrequirementversion",
            "clearance_historicalcertificate",
            "clearance_requirementitem",
            "clearance_waiver",
            "clearance_waiverwithdrawal",
            "clearance_clearancechange",
            "clearance_proxypermit",
            "clearance_proxywithdrawal",
            "clearance_certificatestep",
            "clearance_reconciliation",
            "clearance_finding",
            "clearance_resolution",
        )
    ]
