"""Few are heads and Admins: who stands above whom is asked for each ticket that waits for a decision."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_absences")]

    operations = [
        migrations.AddIndex(
            model_name="user",
            index=models.Index(fields=["role", "department"], name="people_by_role"),
        ),
    ]
