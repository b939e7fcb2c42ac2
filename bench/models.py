"""The floor's view of the site's tables: the columns that its one page shows."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Person(AbstractBaseUser):
    username = models.CharField(max_length=60)
    is_active = models.BooleanField()
    USERNAME_FIELD = "username"
    objects = BaseUserManager()

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "accounts_user"


class Place(models.Model):  # noqa: DJ008 - never shown by name
    name = models.CharField(max_length=120)

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "groups_group"


class Row(models.Model):  # noqa: DJ008 - never shown by name
    title = models.CharField(max_length=200)
    group = models.ForeignKey(Place, models.PROTECT)
    requester = models.ForeignKey(Person, models.PROTECT)
    status = models.CharField(max_length=12)
    priority = models.PositiveSmallIntegerField()
    is_unresolved = models.BooleanField()
    opened_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "tickets_ticket"
