"""What people want to hear, by which channel: rows exist only where somebody chose otherwise than the defaults."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from groups.models import Group
from notifications.topics import CANNOT_BE_SILENCED, Speed, Topic, defaults_of
from tickets.models import Ticket
from ticketsite.kit.planned import Planned


class ChoiceQuerySet(models.QuerySet):
    def of(self, user):
        """{topic: (in the site?, mail speed)} of this person, defaults filled in."""
        chosen = {choice.topic: (choice.in_site, choice.mail) for choice in self.filter(person=user)}
        return {topic: heard(user, topic, chosen) for topic in Topic}

    def choose(self, user, topic, *, in_site, mail):
        in_site, mail = _kept_audible(topic, in_site, mail)
        return self.update_or_create(person=user, topic=topic, defaults={"in_site": in_site, "mail": mail})

    @transaction.atomic
    def choose_all(self, user, rows):
        """All rows of the matrix; what is as usual for the person needs no row of its own."""
        usual = defaults_of(user)
        kept = {topic: _kept_audible(topic, *rows.get(topic, usual[topic])) for topic in Topic}
        self.filter(person=user).delete()
        self.bulk_create(
            Choice(person=user, topic=topic, in_site=in_site, mail=mail)
            for topic, (in_site, mail) in kept.items()
            if (in_site, mail) != usual[topic]
        )


def heard(user, topic, chosen):
    """(in the site?, mail speed) of a topic for somebody who has chosen this, {topic: …}."""
    return _kept_audible(topic, *(chosen.get(topic) or defaults_of(user)[topic]))


def _kept_audible(topic, in_site, mail):
    """A request for one's decision stands in the site and comes by mail, if only in the digest."""
    if topic in CANNOT_BE_SILENCED:
        return True, Speed.DIGEST if mail == Speed.OFF else mail
    return in_site, mail


class Choice(models.Model):
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    topic = models.CharField(max_length=12, choices=Topic)
    in_site = models.BooleanField()
    mail = models.CharField(max_length=8, choices=Speed)

    objects = ChoiceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "topic"], name="one_choice_a_topic")]

    def __str__(self):
        return f"{self.person}: {self.topic}"


class Volume(models.TextChoices):
    MINE = "mine", _("Only what concerns me")
    NOTHING = "nothing", _("Nothing but decisions and mentions")


class GroupChoiceQuerySet(models.QuerySet):
    def turn(self, user, group, volume):
        """Make a group as loud as this; an empty volume is everything."""
        if volume:
            self.update_or_create(person=user, group=group, defaults={"volume": volume})
        else:
            self.filter(person=user, group=group).delete()

    @transaction.atomic
    def turn_all(self, user, volumes):
        """The same for many (group, volume) at once."""
        volumes = list(volumes)
        self.filter(person=user, group__in=[group for group, _volume in volumes]).delete()
        self.bulk_create(
            GroupChoice(person=user, group=group, volume=volume) for group, volume in volumes if volume
        )


class GroupChoice(models.Model):
    """How loud one group is for one person; no row is everything."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    volume = models.CharField(max_length=8, choices=Volume)

    objects = GroupChoiceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "group"], name="one_volume_a_group")]

    def __str__(self):
        return f"{self.person}, {self.group}: {self.volume}"


class MuteQuerySet(models.QuerySet):
    def mute(self, user, ticket):
        return self.get_or_create(person=user, ticket=ticket)

    def unmute(self, user, ticket):
        return self.filter(person=user, ticket=ticket).delete()


class Mute(models.Model):
    """A person who wants to hear no more of one ticket, save decisions and mentions."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="mutes")

    objects = MuteQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "ticket"], name="muted_once")]

    def __str__(self):
        return f"{self.person}: #{self.ticket_id}"


class Digest(models.TextChoices):
    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Once a week")


class MailSettings(models.Model):
    """When digests come and when mail keeps quiet, in the person's own time zone."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="mail_settings"
    )
    digest = models.CharField(_("digest"), max_length=8, choices=Digest, default=Digest.DAILY)
    hour = models.PositiveSmallIntegerField(_("at"), default=8)
    weekday = models.PositiveSmallIntegerField(_("on"), default=0, help_text=_("For the weekly digest."))
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_to = models.TimeField(_("quiet to"), null=True, blank=True)
    last_digest_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(hour__lte=23), name="digest_hour_of_the_day"),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="digest_day_of_the_week"),
        ]

    def __str__(self):
        return str(self.person)


MUTED = "muted"


def _chosen(group, ticket, *people):
    """What these people chose for every ticket, for this group and for this ticket, as one list."""
    of_topics = Choice.objects.filter(person__in=people).values_list("person", "topic", "in_site", "mail")
    of_group = GroupChoice.objects.filter(person__in=people, group=group)
    of_ticket = Mute.objects.filter(person__in=people, ticket=ticket)
    return of_topics.union(
        of_group.values_list("person", "volume", Value(True), Value("")),
        of_ticket.values_list("person", Value(MUTED), Value(True), Value("")),
        all=True,
    )


CHOSEN = Planned(_chosen)


def chosen_by(people, group, ticket=None):
    """{person id: {topic, volume of the group, or MUTED: (in the site?, mail speed)}} of those who chose anything."""
    found = {}
    if people:
        values = [group.pk, ticket.pk if ticket else 0, *(person.pk for person in people)]
        for person, about, in_site, mail in CHOSEN.rows(len(people), values):
            found.setdefault(person, {})[about] = (in_site, mail)
    return found
