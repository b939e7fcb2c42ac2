"""Absences: the days a person is away, and the substitute who may decide meanwhile."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts import rules
from accounts.models.user import User
from ticketsite.kit.prepared import Today
from ticketsite.kit.refusals import Refused

LONGEST_CHAIN = 3


class AbsenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, those one stands in for, and those of the people one may look up."""
        people = User.objects.visible_to(user).values("pk")
        return self.filter(Q(person__in=people) | Q(substitute=user)) if user.is_active else self.none()

    def on(self, day):
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def today(self):
        """Absences that hold now, by the calendar of the site."""
        return self.on(Today())

    def not_over(self):
        return self.filter(ends_on__gte=timezone.localdate())

    def stand_ins(self):
        """{absent person's id: substitute's id} for today; a person away twice is stood in for once."""
        return dict(self.today().order_by("-pk").values_list("person_id", "substitute_id"))

    @transaction.atomic
    def announce(self, person, substitute, starts_on, ends_on, by):
        """Say that a person is away; themselves, or whoever manages them."""
        if by != person and not rules.may_manage(by, person):
            raise Refused(gettext("You enter your own absences only."))
        absence = self.model(person=person, substitute=substitute, starts_on=starts_on, ends_on=ends_on)
        try:
            absence.full_clean()
        except ValidationError as wrong:
            raise Refused(" ".join(wrong.messages)) from wrong
        absence.save()
        return absence


class Absence(models.Model):
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="absences", verbose_name=_("person")
    )
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="stands_in", verbose_name=_("substitute")
    )
    starts_on = models.DateField(pgettext_lazy("first day", "from"))
    ends_on = models.DateField(pgettext_lazy("last day", "to"), help_text=_("The last day away."))

    objects = AbsenceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                name="somebody_else_stands_in",
                condition=~Q(person=F("substitute")),
                violation_error_message=_("Name somebody else as substitute."),
            ),
        ]
        indexes = [models.Index(fields=["ends_on", "starts_on"], name="absence_days")]

    def __str__(self):
        return f"{self.person}, {self.starts_on:%Y-%m-%d} – {self.ends_on:%Y-%m-%d}"

    def get_absolute_url(self):
        return reverse("accounts:absences")

    def clean(self):
        if self.substitute_id and not self.substitute.is_active:
            raise ValidationError({"substitute": _("This person has no active account.")})
        if self.starts_on and self.ends_on and self.person_id and self._overlaps():
            raise ValidationError(_("There is an absence on some of these days already."))

    def _overlaps(self):
        others = Absence.objects.filter(person=self.person_id).exclude(pk=self.pk)
        return others.filter(starts_on__lte=self.ends_on, ends_on__gte=self.starts_on).exists()

    def pass_to(self, substitute):
        """Name another substitute without asking a rule: departures do."""
        self.substitute = substitute
        self.save(update_fields=["substitute"])

    @transaction.atomic
    def end(self, by):
        """Take the absence back: the person is here again."""
        if by != self.person and not rules.may_manage(by, self.person):
            raise Refused(gettext("You change your own absences only."))
        self.delete()


def substitutes_of(person_id, stand_ins):
    """Who may decide for this person today: their substitute, and on along at most three; circles end it."""
    chain, now = [], person_id
    while now in stand_ins and len(chain) < LONGEST_CHAIN:
        now = stand_ins[now]
        if now == person_id or now in chain:
            break
        chain.append(now)
    return chain


def stood_in_for(user_id, stand_ins):
    """{id for whom this person may decide today: ids of those between}: the same chains from the other end."""
    chains = {absent: substitutes_of(absent, stand_ins) for absent in stand_ins}
    return {absent: chain[: chain.index(user_id)] for absent, chain in chains.items() if user_id in chain}
