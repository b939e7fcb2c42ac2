"""What hangs on a person among people: the department they head, and the absences that name them as substitute."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import rules
from accounts.departures import CHOICES, NOBODY, Holding, Holdings, Option, register
from accounts.models import Absence, Role, User
from ticketsite.kit.locking import lock_all

LEADERS = (Role.HOD, Role.IT_HEAD, Role.ADMIN)


def people_options(people):
    return tuple(Option(str(person.pk), str(person)) for person in people)


@register
class DepartmentHeadship(Holdings):
    title = _("Department they head")
    hint = _("Heads of department approve requests from it.")

    def of(self, departure):
        person = departure.person
        if not departure.is_final or not person.is_hod or person.department_id is None:
            return
        others = list(person.department.heads.exclude(pk=person.pk).by_name()[:CHOICES])
        url = reverse("admin:accounts_department_change", args=[person.department_id])
        holding = Holding("department", person.department, str(person.department), url)
        if others:
            names = ", ".join(map(str, others))
            holding.remark = gettext("It keeps a head: %(people)s.") % {"people": names}
        else:
            holding.options = self._options(departure)
            holding.choice = NOBODY
            holding.remark = gettext("Nobody else heads it.")
            holding.is_warning = True
        yield holding

    def _options(self, departure):
        colleagues = departure.person.department.people.active().exclude(pk=departure.person.pk)
        colleagues = colleagues.exclude(role__in=LEADERS).by_name()[:CHOICES]
        able = [person for person in colleagues if rules.may_give_role(departure.by, person, Role.HOD)]
        return (Option(NOBODY, gettext("Nobody: the IT Heads decide instead")), *people_options(able))

    def hand_on(self, departure, holdings):
        for holding in holdings:
            if holding.heir:
                User.objects.get(pk=holding.heir).give_role(Role.HOD, by=departure.by)


@register
class Substitutions(Holdings):
    title = _("Absences in which they stand in")
    hint = _("Whoever is away needs another substitute, or none.")

    def hold(self, departure, heirs):
        lock_all(self._absences(departure))

    def of(self, departure):
        absences = list(self._absences(departure).select_related("person"))
        colleagues = self._colleagues(departure, absences) if absences else []
        for absence in absences:
            able = [p for p in colleagues if self._may_stand_in(p, absence.person)][:CHOICES]
            nobody = gettext("Nobody: the absence is taken back")
            yield Holding(
                "absence",
                absence,
                str(absence),
                reverse("admin:accounts_absence_change", args=[absence.pk]),
                (Option(NOBODY, nobody), *people_options(able)),
            )

    def hand_on(self, departure, holdings):
        for holding in holdings:
            if holding.heir:
                holding.subject.pass_to(User.objects.get(pk=holding.heir))
            else:
                holding.subject.delete()

    def _absences(self, departure):
        absences = Absence.objects.not_over().order_by("pk")
        return absences.filter(substitute=departure.person) if departure.is_final else absences.none()

    def _colleagues(self, departure, absences):
        """Who could stand in for somebody of these: the people of their departments, and those who lead."""
        departments = {absence.person.department_id for absence in absences} - {None}
        people = User.objects.active().filter(Q(department__in=departments) | Q(role__in=LEADERS))
        return list(people.exclude(pk=departure.person.pk).by_name()[: CHOICES * 10])

    def _may_stand_in(self, person, absent):
        shares = person.department_id is not None and person.department_id == absent.department_id
        return person.pk != absent.pk and (shares or person.role in LEADERS)
