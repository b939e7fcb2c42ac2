"""What hangs on a person in groups: the rank of the only admin, their places, projects and invitations."""

from django.db.models import Case, Exists, OuterRef, When, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import holdings as people_first  # noqa: F401 - a departure asks the storeys from below
from accounts.departures import CHOICES, NOBODY, Holding, Holdings, Option, register
from accounts.models import User
from groups import rules
from groups.events import Verb
from groups.models import Group, Invitation, Membership, Project, ProjectMembership
from groups.ranks import Rank
from ticketsite.kit.locking import lock_all


def successors(departure, groups):
    """{group id: its active members without the one who goes}: higher ranks first, then the longest in."""
    standing = Case(*[When(rank=rank, then=at) for at, rank in enumerate(reversed(Rank))])
    order = (standing.asc(), "joined_at", "pk")
    place = Window(RowNumber(), partition_by="group", order_by=order)
    members = Membership.objects.filter(group__in=groups, user__is_active=True).exclude(user=departure.person)
    members = members.annotate(place=place).filter(place__lte=CHOICES).select_related("user")
    found = {}
    for member in members.order_by("place"):
        found.setdefault(member.group_id, []).append(member)
    return found


def member_options(members):
    return tuple(Option(str(m.user_id), f"{m.user} ({m.get_rank_display()})") for m in members)


def places_of(departure):
    """The memberships that end, with `is_last` and `has_admin`: what the group is without them."""
    others = Membership.objects.filter(group=OuterRef("group")).exclude(user=departure.person)
    places = departure.person.memberships.select_related("group").annotate(
        is_last=~Exists(others), has_admin=Exists(others.admins().filter(user__is_active=True))
    )
    return (places if departure.is_final else places.in_groups([departure.group])).order_by("group_id")


def visible_ids(model, departure, ids):
    return set(model.objects.visible_to(departure.by).filter(pk__in=ids).values_list("pk", flat=True))


@register
class AdminRanks(Holdings):
    title = _("Groups without another admin")
    hint = _("Each gets one, who runs it from now on.")

    def hold(self, departure, heirs):
        """The groups that are left; who is in them stays so until the departure ends."""
        lock_all(Group.objects.filter(pk__in=places_of(departure).order_by().values("group")).order_by("pk"))

    def of(self, departure):
        led = [p for p in places_of(departure) if p.is_admin and not p.has_admin and not p.is_last]
        groups = [place.group_id for place in led]
        members = successors(departure, groups) if led else {}
        visible = visible_ids(Group, departure, groups) if led else ()
        for place in led:
            able = members.get(place.group_id, ())
            nobody_left = "" if able else gettext("Nobody active is left in it: the Admins look after it.")
            yield Holding(
                "rank",
                place.group,
                str(place.group),
                place.group.get_absolute_url(),
                member_options(able),
                remark=nobody_left,
                is_warning=bool(nobody_left),
                is_visible=place.group_id in visible,
            )

    def hand_on(self, departure, holdings):
        for holding in holdings:
            holding.subject.appoint_after(departure.person, holding.heir, departure.by)


@register
class Places(Holdings):
    title = _("Groups they leave")

    def tell(self, departure):
        places = list(places_of(departure))
        visible = visible_ids(Group, departure, [p.group_id for p in places]) if places else ()
        for place in places:
            if departure.is_final or place.is_last:
                yield Holding(
                    "place",
                    place.group,
                    str(place.group),
                    place.group.get_absolute_url(),
                    remark=self._fate(place.group) if place.is_last else "",
                    is_warning=place.is_last,
                    is_visible=place.group_id in visible,
                )

    def _fate(self, group):
        if group.is_open and not group.is_desk and not group.is_closed:
            return gettext("Nobody else is in it: whoever joins next becomes its admin.")
        return gettext("Nobody else is in it: the group falls to the Admins of this site.")

    def hand_on(self, departure, holdings):
        by, person = departure.by, departure.person
        verb = Verb.LEFT if departure.is_final or by == person else Verb.REMOVED
        for place in places_of(departure):
            place.group.part(place, verb, by)


@register
class Projects(Holdings):
    title = _("Projects they manage")
    hint = _("Every project has a manager.")

    def hold(self, departure, heirs):
        lock_all(self._projects(departure).order_by("pk"))

    def of(self, departure):
        projects = list(self._projects(departure).for_list().by_name())
        if not projects:
            return
        members = successors(departure, {project.group_id for project in projects})
        joined = self._joined(departure, projects)
        visible = visible_ids(Project, departure, [project.pk for project in projects])
        for project in projects:
            options = member_options(members.get(project.group_id, ()))
            if not options and departure.is_final:
                options = self._outside(departure, joined.get(project.pk, ()))
            stays = "" if options else gettext("It waits for whoever takes the group over.")
            yield Holding(
                "project",
                project,
                f"{project.group} / {project}",
                project.get_absolute_url(),
                options,
                remark=gettext("Closed.") if project.is_closed else stays,
                is_visible=project.pk in visible,
            )

    def hand_on(self, departure, holdings):
        for holding in holdings:
            heir = holding.heir or getattr(holding.subject.group.admins.first(), "user_id", None)
            if heir:
                holding.subject.pass_to(User.objects.get(pk=heir), departure.by)

    def _projects(self, departure):
        projects = Project.objects.filter(manager=departure.person)
        return projects if departure.is_final else projects.in_groups([departure.group])

    def _joined(self, departure, projects):
        """{project id: the active people in it}, of projects of the universal group: it has no members' rows."""
        rows = ProjectMembership.objects.filter(project__in=projects, project__group__is_universal=True)
        rows = rows.filter(user__is_active=True).exclude(user__in=[departure.person, departure.by])
        found = {}
        for row in rows.select_related("user").order_by("joined_at", "pk")[: CHOICES * 10]:
            found.setdefault(row.project_id, []).append(row.user)
        return found

    def _outside(self, departure, joined):
        """Where nobody is a member by row: whoever acts, then those who joined the project."""
        return tuple(Option(str(person.pk), str(person)) for person in (departure.by, *joined[:CHOICES]))


@register
class Invitations(Holdings):
    title = _("Open invitations")

    def of(self, departure):
        invitations = list(self._sent(departure).select_related("group", "person").order_by("pk"))
        own = self._own(departure).select_related("group").order_by("pk")
        visible = visible_ids(Invitation, departure, [i.pk for i in (*invitations, *own)])
        for invitation in invitations:
            options = (Option("keep", gettext("Stays open")), Option(NOBODY, gettext("Is withdrawn")))
            may = rules.may_run(departure.by, invitation.group)
            names = {"person": invitation.person, "group": invitation.group}
            yield Holding(
                "invitation",
                invitation,
                gettext("%(person)s to %(group)s, invited by them") % names,
                options=options if may else (),
                remark="" if may else gettext("It stays open."),
                is_visible=invitation.pk in visible or may,
            )
        for invitation in own:
            yield Holding(
                "invited",
                invitation,
                gettext("Their own to %(group)s") % {"group": invitation.group},
                remark=gettext("It is withdrawn."),
                is_visible=invitation.pk in visible,
            )

    def hand_on(self, departure, holdings):
        for holding in holdings:
            if holding.name == "invitation" and holding.choice == NOBODY:
                holding.subject.take_back(departure.by)
        self._own(departure).withdraw_all()

    def _sent(self, departure):
        sent = Invitation.objects.pending().filter(invited_by=departure.person)
        return sent if departure.is_final else sent.filter(group=departure.group)

    def _own(self, departure):
        own = Invitation.objects.pending().filter(person=departure.person)
        return own if departure.is_final else own.none()
