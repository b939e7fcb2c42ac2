"""Saved views: a filtered list under a name, one's own or shared with a group. What it shows is never stored."""

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from groups.models import Group, Project
from tickets import rules
from ticketsite.kit.refusals import Refused

MOST = 50
LONGEST_QUERY = 2000


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and those shared with a group that the person may know of."""
        if not user.is_active:
            return self.none()
        groups = Group.objects.visible_to(user).order_by().values("pk")
        return self.filter(Q(owner=user, shared_with=None) | Q(shared_with__in=groups))

    def at_hand_of(self, user):
        """Those of the side bar: what one made, and what is shared with the groups one is in."""
        groups = Group.objects.of_member(user).order_by().values("pk")
        return self.visible_to(user).filter(Q(owner=user) | Q(shared_with__in=groups))

    def for_list(self):
        return self.select_related("owner", "shared_with", "group", "project__group").order_by("name", "pk")

    @transaction.atomic
    def keep(self, by, name, *, page, query="", group=None, project=None, shared_with=None):
        """Keep a list as it is filtered now, for oneself or, by whoever runs the group, for all of a group."""
        refuse_sharing(by, shared_with)
        if self.filter(owner=by, shared_with=None).count() >= MOST:
            raise Refused(gettext("You have %(count)d views already: delete one first.") % {"count": MOST})
        place = {"page": page, "query": query, "group": group, "project": project}
        return named_once(lambda: self.create(owner=by, name=name, shared_with=shared_with, **place))


class SavedView(models.Model):
    """`page` names the list, with its group or project; `query` holds the filters as an address does."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="saved_views",
        verbose_name=_("made by"),
    )
    name = models.CharField(_("name"), max_length=60)
    shared_with = models.ForeignKey(
        Group, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("shared with")
    )
    page = models.CharField(max_length=10)
    group = models.ForeignKey(Group, models.SET_NULL, null=True, related_name="+")
    project = models.ForeignKey(Project, models.SET_NULL, null=True, related_name="+")
    query = models.CharField(max_length=LONGEST_QUERY, blank=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of a list", "view")
        verbose_name_plural = pgettext_lazy("of a list", "views")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], condition=Q(shared_with=None), name="own_view_named_once"
            ),
            models.UniqueConstraint(
                fields=["shared_with", "name"],
                condition=Q(shared_with__isnull=False),
                name="shared_view_named_once",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("tickets:view", args=[self.pk])

    @transaction.atomic
    def describe(self, by, name, shared_with=None):
        """Another name, or other people who have it; taken back from a group it is of whoever does that."""
        self._refuse_change(by)
        if shared_with != self.shared_with:
            refuse_sharing(by, shared_with)
        if shared_with is None:
            self.owner = by
        self.name, self.shared_with = name, shared_with
        named_once(lambda: self.save(update_fields=["name", "shared_with", "owner"]))

    @transaction.atomic
    def refilter(self, by, query):
        """Show from now on what is filtered like this."""
        self._refuse_change(by)
        self.query = query
        self.save(update_fields=["query"])

    @transaction.atomic
    def remove(self, by):
        self._refuse_change(by)
        self.delete()

    def _refuse_change(self, by):
        if not rules.may_change_view(by, self):
            raise Refused(gettext("Only those who run the group change its views."))


def refuse_sharing(by, group):
    if group is not None and not rules.may_share_view(by, group):
        raise Refused(gettext("Only those who run %(group)s share a view with it.") % {"group": group})


def named_once(write):
    try:
        with transaction.atomic():
            return write()
    except IntegrityError:
        raise Refused(gettext("There is a view of this name already.")) from None


class StartQuerySet(models.QuerySet):
    def choose(self, user, view):
        self.update_or_create(person=user, defaults={"view": view})

    def forget(self, user, view):
        self.filter(person=user, view=view).delete()


class Start(models.Model):
    """The view a person begins with after signing in."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="start"
    )
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="starts")

    objects = StartQuerySet.as_manager()

    def __str__(self):
        return f"{self.person}: {self.view}"
