"""History of this room is append-only."""

from django.db import migrations

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies = [("organisation", "0001_initial")]

    operations = [
        SealTables(
            "organisation_historicalabsence",
            "organisation_historicalaccount",
            "organisation_historicaldelegation",
            "organisation_historicalerasurerequest",
            "organisation_historicallegalhold",
            "organisation_historicalmembership",
            "organisation_historicaloffice",
            "organisation_historicalperson",
            "organisation_historicalretentionrule",
            "organisation_historicalroleassignment",
            "organisation_historicalusagenotice",
            "organisation_historicaluserule",
        )
    ]
