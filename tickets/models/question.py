"""The extra questions of a category, and the answers a ticket gives to them."""

from django.db import models
from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from tickets.models.category import Category


class Kind(models.TextChoices):
    TEXT = "text", _("Text")
    CHOICE = "choice", _("Choice")
    DATE = "date", _("Date")
    NUMBER = "number", pgettext_lazy("kind of answer", "Number")
    YES_NO = "yes_no", _("Yes or no")


class Question(models.Model):
    """`shown_when` is the other question, `shown_value` the stored answer to it that brings this one up."""

    category = models.ForeignKey(
        Category, models.CASCADE, related_name="questions", verbose_name=_("category")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    label = models.CharField(_("question"), max_length=200)
    help_text = models.CharField(_("help"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.TEXT)
    choices = models.TextField(_("choices"), blank=True, help_text=_("One a line."))
    is_required = models.BooleanField(_("required"), default=False)
    shown_when = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="brings_up",
        verbose_name=_("only when the answer to"),
    )
    shown_value = models.CharField(pgettext_lazy("the answer", "is"), max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self):
        return self.label

    @property
    def options(self):
        return [line.strip() for line in self.choices.splitlines() if line.strip()]


class Answer(models.Model):
    """What was answered, under the label that was asked; `value` is text: ISO date, number, yes or no."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.SET_NULL, null=True, related_name="answers")
    position = models.PositiveSmallIntegerField(default=1)
    label = models.CharField(max_length=200)
    kind = models.CharField(max_length=8, choices=Kind)
    value = models.TextField()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [models.UniqueConstraint(fields=["ticket", "question"], name="one_answer_a_question")]

    def __str__(self):
        return f"{self.label}: {self.value}"

    @property
    def shown(self):
        """The answer in the reader's language."""
        return in_words(self.kind, self.value)


def in_words(kind, value):
    """A stored answer in the reader's language."""
    if kind == Kind.YES_NO:
        return _("Yes") if value == "yes" else _("No")
    if kind == Kind.DATE and (day := parse_date(value)):
        return date_format(day)
    if kind == Kind.NUMBER:
        return number_format(value)
    return value
