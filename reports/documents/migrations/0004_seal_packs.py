from django.db import migrations

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_packs")]

    operations = [SealTables("documents_pack")]
