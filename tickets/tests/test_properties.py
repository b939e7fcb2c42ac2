"""Random people do random things: whatever happens, every channel agrees on who sees and who may.

One test body for all of it: the promises of design sections 3 and 4 are about any order of acts.
"""

from contextlib import suppress

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts.models import Department, Role, User
from groups import grants
from groups.events import Event
from groups.models import Group, GroupPermission, Invitation, Membership, Project
from groups.ranks import Kind, Rank
from tickets import lists, pages, rules, visibility
from tickets.models import Attachment, Comment, Ticket
from tickets.pages import TicketPage
from tickets.search import search
from tickets.statuses import HELD, STEPS, Priority
from ticketsite.kit.counting import together
from ticketsite.kit.refusals import Refused

PEOPLE = ("una", "ugo", "ula", "tia", "tim", "hal", "ivy", "abe")
ROLES = {
    "tia": Role.TECHNICIAN,
    "tim": Role.TECHNICIAN,
    "hal": Role.HOD,
    "ivy": Role.IT_HEAD,
    "abe": Role.ADMIN,
}
GROUPS = ("Everyone", "Open team", "Closed team", "Desk", "Lonely desk")

people = st.sampled_from(PEOPLE)
actors = st.sampled_from((*PEOPLE, "holder", "requester"))
groups = st.sampled_from(GROUPS)
picks = st.integers(0, 5)

LISTS = {
    "home": lists.HOME,
    "mine": lists.MINE,
    "waiting": lists.WAITING,
    "work": lists.WORK,
    "archive": lists.ARCHIVE,
    "all": lists.ALL,
}
BADGES = ("home", "mine", "waiting", "work")
BY_ALONE = (
    "claim",
    "drop",
    "ask_takeover",
    "set_waiting",
    "resume",
    "resolve",
    "confirm",
    "close",
    "reopen",
) + ("withdraw", "resubmit", "follow", "unfollow", "bin", "restore")
TO_SOMEBODY = ("hand_over", "assign", "add_follower", "remove_follower")
IN_GROUPS = ("join", "leave", "adopt", "close", "reopen")


class Organisation(RuleBasedStateMachine):
    """A few people, one group of each sort, and all they can do to each other's tickets."""

    changed = False
    before = {}

    @initialize()
    def people_and_groups(self):
        finance, works = (Department.objects.create(name=name) for name in ("Finance", "Works"))
        self.people = {
            name: User.objects.create_user(
                name, f"{name}@x.org", role=ROLES.get(name, Role.USER), department=finance if odd else works
            ).pk
            for odd, name in [(number % 2, name) for number, name in enumerate(PEOPLE)]
        }
        self.group_ids = {"Everyone": Group.objects.universal().pk}
        self._start("una", "Open team", Kind.TEAM, ugo=Rank.AUTHORISED, tia=Rank.GENERAL)
        self._start("ula", "Closed team", Kind.TEAM, ugo=Rank.GENERAL, hal=Rank.ADMIN)
        self._start("abe", "Desk", Kind.DESK, tia=Rank.GENERAL, tim=Rank.AUTHORISED, ugo=Rank.ADMIN)
        self._start("ivy", "Lonely desk", Kind.DESK)
        for group in Group.objects.filter(is_universal=False):
            Project.objects.start(by=group.admins.first().user, group=group, name="Project")
        for name in ("una", "tia", "hal"):
            for group in Group.objects.raisable_by(self.person(name)):
                self.attempt(Ticket.objects.open, by=self.person(name), group=group, title="At the start")
        self.before = self._statuses()

    def _start(self, founder, name, kind, **members):
        group = Group.objects.start(
            by=self.person(founder), name=name, kind=kind, is_open=name.startswith("Open")
        )
        for member, rank in members.items():
            Membership.objects.enrol(group, self.person(member), rank)
        self.group_ids[name] = group.pk

    def person(self, name):
        return User.objects.get(pk=self.people[name])

    def actor(self, name, ticket):
        """A person, or whoever has most to do with the ticket."""
        if name == "requester" or (name == "holder" and not ticket.assignee):
            return ticket.requester
        return ticket.assignee if name == "holder" else self.person(name)

    def group(self, name):
        return Group.objects.get(pk=self.group_ids[name])

    def pick(self, model, number):
        rows = list(model.objects.order_by("-pk")[:6])
        return rows[number % len(rows)] if rows else None

    def attempt(self, verb, **arguments):
        """Do it or hear why not; an unexpected error ends the test."""
        with suppress(Refused), transaction.atomic():
            verb(**arguments)
            self.changed = True

    # What people do with tickets.

    @rule(by=people, group=groups, words=st.sampled_from(("lamp", "printer")), in_project=st.booleans())
    def open(self, by, group, words, in_project):
        group = self.group(group)
        project = group.projects.first() if in_project else None
        self.attempt(
            Ticket.objects.open,
            by=self.person(by),
            group=group,
            title=f"The {words}",
            project=project,
            files=[SimpleUploadedFile("a.txt", b"text")],
        )

    @rule(by=actors, verb=st.sampled_from(BY_ALONE), number=picks)
    def act(self, by, verb, number):
        if ticket := self.pick(Ticket, number):
            self.attempt(getattr(ticket, verb), by=self.actor(by, ticket))

    @rule(by=actors, verb=st.sampled_from(TO_SOMEBODY), number=picks, other=people)
    def act_on_somebody(self, by, verb, number, other):
        if ticket := self.pick(Ticket, number):
            name = "person" if "follower" in verb else "to"
            self.attempt(getattr(ticket, verb), by=self.actor(by, ticket), **{name: self.person(other)})

    @rule(by=people, number=picks)
    def release(self, by, number):
        if ticket := self.pick(Ticket, number):
            self.attempt(ticket.release, by=self.person(by), reason="Because.")

    @rule(by=people, number=picks, group=groups)
    def move(self, by, number, group):
        if ticket := self.pick(Ticket, number):
            self.attempt(ticket.move, by=self.person(by), to=self.group(group))

    @rule(by=people, number=picks, priority=st.sampled_from(Priority), project=picks)
    def arrange(self, by, number, priority, project):
        if ticket := self.pick(Ticket, number):
            self.attempt(ticket.set_priority, by=self.person(by), priority=priority)
            self.attempt(ticket.put_in_project, by=self.person(by), project=self.pick(Project, project))
            self.attempt(
                ticket.edit, by=self.person(by), revision=ticket.revision, title="New words", description="x"
            )

    @rule(by=people, number=picks, internal=st.booleans())
    def comment(self, by, number, internal):
        ticket = self.pick(Ticket, number)
        if ticket and ticket.is_visible_to(self.person(by)):
            files = [SimpleUploadedFile("b.txt", b"more")]
            self.attempt(
                ticket.comment, by=self.person(by), body="A remark", is_internal=internal, files=files
            )

    @rule(by=people, number=picks, model=st.sampled_from((Comment, Attachment)))
    def take_back(self, by, number, model):
        if row := self.pick(model, number):
            self.attempt(row.remove, by=self.person(by))

    # What people do with groups, and with each other.

    @rule(by=people, group=groups, verb=st.sampled_from(IN_GROUPS))
    def come_and_go(self, by, group, verb):
        self.attempt(getattr(self.group(group), verb), by=self.person(by))

    @rule(by=people, group=groups, person=people, rank=st.sampled_from(Rank))
    def rank(self, by, group, person, rank):
        self.attempt(self.group(group).give_rank, by=self.person(by), person=self.person(person), rank=rank)

    @rule(by=people, group=groups, person=people, verb=st.sampled_from(("remove", "hand_over")))
    def push(self, by, group, person, verb):
        name = "person" if verb == "remove" else "to"
        self.attempt(getattr(self.group(group), verb), by=self.person(by), **{name: self.person(person)})

    @rule(by=people, group=groups, person=people, accepts=st.booleans())
    def invite(self, by, group, person, accepts):
        self.attempt(
            Invitation.objects.invite, by=self.person(by), group=self.group(group), person=self.person(person)
        )
        if accepts and (invitation := Invitation.objects.pending().last()):
            self.attempt(invitation.accept, by=invitation.person)

    @rule(by=people, group=groups, to=people, number=picks)
    def projects(self, by, group, to, number):
        name = f"Project {Project.objects.count()}"
        self.attempt(Project.objects.start, by=self.person(by), group=self.group(group), name=name)
        if project := self.pick(Project, number):
            self.attempt(project.join, by=self.person(to))
            self.attempt(project.hand_over, by=self.person(by), to=self.person(to))

    @rule(by=people, person=people, role=st.sampled_from(Role))
    def give_role(self, by, person, role):
        self.attempt(self.person(person).give_role, by=self.person(by), role=role)

    @rule(by=people, person=people, verb=st.sampled_from(("deactivate", "reactivate", "move_to")))
    def manage(self, by, person, verb):
        extra = {"department": Department.objects.order_by("name").first()} if verb == "move_to" else {}
        self.attempt(getattr(self.person(person), verb), by=self.person(by), **extra)

    # What must be true at any time.

    @invariant()
    def every_promise_is_kept(self):
        if self.changed:
            self.every_channel_shows_each_person_the_same_tickets()
            self.both_sides_of_each_reason_agree()
            self.a_ticket_has_one_holder_who_may_hold_or_none()
            self.a_status_changes_only_by_a_known_step_and_with_an_event()
            self.groups_with_members_have_an_admin_and_projects_a_manager_inside()
            assert list(grants.drift(GroupPermission, Membership.objects.all())) == []
        self.changed = False

    def every_channel_shows_each_person_the_same_tickets(self):
        tickets = list(Ticket.objects.select_related("group").order_by("pk"))
        viewers = {
            ticket.pk: {*visibility.viewers(ticket).values_list("pk", flat=True)} for ticket in tickets
        }
        for person in User.objects.all():
            told = Ticket.objects.annotate(**visibility.truths(person))
            seen = {*Ticket.objects.visible_to(person).values_list("pk", flat=True)}
            by_reason = {t.pk for t in told if visibility.told(t) and not t.is_deleted and person.is_active}
            found = {*Ticket.objects.found_and_visible_to(person).values_list("pk", flat=True)}
            work = {*Ticket.objects.workable_by(person).values_list("pk", flat=True)}
            assert seen == found == by_reason == {pk for pk, people in viewers.items() if person.pk in people}
            assert work == {t.pk for t in tickets if t.pk in seen and rules.may_work(person, t)}
            self._compare_parts(person, tickets, seen, work)
            self._compare_lists(person, seen)

    def _compare_parts(self, person, tickets, seen, work):
        """Comments and files: those of tickets one sees, with internal ones where one works."""
        parts = (
            (Comment.objects.all(), "is_internal"),
            (Attachment.objects.filter(removed_at=None), "comment__is_internal"),
        )
        for rows, internal in parts:
            expected = {
                pk
                for pk, ticket, hidden in rows.values_list("pk", "ticket", internal)
                if ticket in (work if hidden else seen)
            }
            assert {*rows.visible_to(person).values_list("pk", flat=True)} == expected
            for ticket in [ticket for ticket in tickets if ticket.pk in seen][-2:]:
                own = rows.filter(ticket=ticket)
                assert {row.pk for row in own.readable_by(person, ticket)} == expected & {
                    row.pk for row in own
                }

    def _compare_lists(self, person, seen):
        """A list shows nothing unseen, the whole one everything; a badge counts what its list shows."""
        shown = {name: {*LISTS[name].tickets(person).values_list("pk", flat=True)} for name in LISTS}
        found = search(lists.ALL.tickets(person), person, "the").values_list("pk", flat=True)
        assert shown.pop("all") == seen >= set().union(*shown.values())
        named = {*Ticket.objects.filter(title__icontains="the").values_list("pk", flat=True)}
        assert {*found} == seen & named
        badges = {name: LISTS[name].tickets(person).unresolved().count() for name in BADGES}
        assert dict(zip(lists.BADGES, together(person, lists.badges(person)).get(), strict=True)) == badges
        self._compare_first_pages(person)

    def _compare_first_pages(self, person):
        """What is merged from the first of each reason, or of all, is what the list itself begins with."""
        for shown in LISTS.values():
            for sort in (sort for sort in shown.orders if sort != lists.BEST):
                rows, order = lists.sorted_by(shown.tickets(person), sort)
                page = TicketPage(person, shown, sort, {}, {})
                assert [row.pk for row in page] == [row.pk for row in rows.order_by(*order)[: pages.SIZE]]
        for group in Group.objects.all():
            here = {*lists.PAST_HERE.tickets(person).filter(group=group).values_list("pk", flat=True)}
            page = TicketPage(person, lists.PAST_HERE, "ended", {}, {"group": group.pk})
            assert {row.pk for row in page} == here or len(here) > pages.SIZE

    def both_sides_of_each_reason_agree(self):
        active = {person.pk: person for person in User.objects.active()}
        for ticket in Ticket.objects.kept().select_related("group").order_by("-pk")[:2]:
            told = {pk: {*map(str, visibility.reasons(person, ticket))} for pk, person in active.items()}
            for reason in visibility.REASONS:
                shown = {*User.objects.active().filter(reason.people(ticket)).values_list("pk", flat=True)}
                assert shown == {pk for pk, sentences in told.items() if str(reason.sentence) in sentences}

    def a_ticket_has_one_holder_who_may_hold_or_none(self):
        for ticket in Ticket.objects.select_related("group", "assignee"):
            assert ticket.status not in HELD or rules.may_hold(ticket.assignee, ticket.group)

    def a_status_changes_only_by_a_known_step_and_with_an_event(self):
        now = self._statuses()
        for pk, (row, status, events) in now.items():
            old_row, old_status, old_events = self.before.get(pk, (row, status, 0))
            assert events > old_events or row == old_row
            assert status == old_status or self._reachable(old_status, status)
        self.before = now

    def _statuses(self):
        rows = Ticket.objects.values()
        return {
            row["id"]: (
                row,
                row["status"],
                Event.objects.filter(target_kind="ticket", target_id=row["id"]).count(),
            )
            for row in rows
        }

    def _reachable(self, old, new):
        """In one step, or in the two of an act that claims and resolves."""
        return new in STEPS[old] or any(new in STEPS[between] for between in STEPS[old] if between in HELD)

    def groups_with_members_have_an_admin_and_projects_a_manager_inside(self):
        for group in Group.objects.filter(memberships__isnull=False).distinct():
            assert group.memberships.admins().exists()
            assert not group.memberships.filter(user__is_active=False).exists()
        for project in Project.objects.select_related("group", "manager"):
            assert manager_is_inside(project) or project.group.is_abandoned
        assert User.objects.admins().exists()


def manager_is_inside(project):
    if project.group.is_universal:
        return project.manager.is_active
    return project.group.memberships.filter(user=project.manager).exists()


def test_whatever_people_do_all_channels_agree(db):
    class InTransaction(Organisation):
        """Each run starts from the same empty organisation."""

        def __init__(self):
            self.savepoint = transaction.atomic()
            self.savepoint.__enter__()
            super().__init__()

        def teardown(self):
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    examples = max(settings().max_examples // 6, 3)
    run_state_machine_as_test(
        InTransaction,
        settings=settings(
            max_examples=examples,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
