"""A person in a group, with a rank; guardian's grants follow the rank."""

from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from groups import grants
from groups.ranks import Kind, Rank


class MembershipQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who is in the groups of which this person may see the people: `rules.may_see_people`, for rows."""
        if not user.is_active:
            return self.none()
        if user.is_admin:
            return self
        own = grants.granted(user).get("view_group", ())
        return self.filter(Q(group__in=own) | (Q(group__is_open=True) & ~Q(group__kind=Kind.DESK)))

    def admins(self):
        return self.filter(rank=Rank.ADMIN)

    def in_groups(self, groups):
        return self.filter(group__in=groups)

    def by_group(self):
        """A person's places, by the names of the groups, closed ones last."""
        closed = ExpressionWrapper(Q(group__closed_at__isnull=False), models.BooleanField())
        return self.select_related("group").order_by(closed, Lower("group__name"), "pk")

    def hold(self, user, group):
        """Keep this person from leaving until the transaction ends, and ask anew what they are granted."""
        rows = self.select_for_update(no_key=True).filter(user=user, group=group)
        is_held = bool(rows.values_list("pk"))
        grants.forget(user)
        return is_held

    def enrol(self, group, user, rank=Rank.GENERAL):
        """Put a person in with a rank; one who is in already stays as they are."""
        membership, is_new = self.get_or_create(group=group, user=user, defaults={"rank": rank})
        if is_new:
            grants.write(membership)
        return membership, is_new


class Membership(models.Model):
    group = models.ForeignKey(
        "groups.Group", models.CASCADE, related_name="memberships", verbose_name=_("group")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    rank = models.CharField(_("rank"), max_length=10, choices=Rank, default=Rank.GENERAL)
    joined_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = MembershipQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["group", "user"], name="once_in_a_group")]

    def __str__(self):
        return f"{self.user}, {self.group}"

    @property
    def is_admin(self):
        return self.rank == Rank.ADMIN

    def grant(self, rank):
        """Set the rank and, with it, the grants: the only way either changes."""
        self.rank = rank
        self.save(update_fields=["rank"])
        grants.write(self)

    def end(self):
        """Take the person out of the group, their project places and grants with them; verbs call it."""
        self.group.project_memberships_of(self.user).delete()
        grants.erase(self.user, self.group)
        self.delete()
