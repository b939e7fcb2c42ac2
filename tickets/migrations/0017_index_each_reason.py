"""Each reason to see a ticket has an index in the order of each list; columns that begin one need no other."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_browsers'),
        ('groups', '0004_reminded'),
        ('tickets', '0016_people_affected'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='ticket',
            name='assignee',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='held_tickets', to=settings.AUTH_USER_MODEL, verbose_name='worked on by'),
        ),
        migrations.AlterField(
            model_name='ticket',
            name='group',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='groups.group', verbose_name='group'),
        ),
        migrations.AlterField(
            model_name='ticket',
            name='project',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='groups.project', verbose_name='project'),
        ),
        migrations.AlterField(
            model_name='ticket',
            name='requester',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='raised_tickets', to=settings.AUTH_USER_MODEL, verbose_name='requester'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['group', 'priority', 'opened_at', 'id'], name='of_group_by_urgency'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['group', '-opened_at', '-id'], name='of_group_newest'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['assignee', '-ended_at', '-id'], name='done_by'),
        ),
    ]
