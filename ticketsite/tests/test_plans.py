"""With 20,000 tickets no list, no count and no page reads a whole table of tickets, comments or events."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from groups.events import Event
from groups.models import Group
from groups.ranks import Kind
from notifications.models import Notification
from notifications.topics import Reason, Topic
from tickets import lists
from tickets.models import Ticket
from ticketsite.kit.paging import KeysetPage
from ticketsite.scale import filling, words

pytestmark = pytest.mark.postgres

BIG = ("tickets_ticket", "tickets_comment", "groups_event", "notifications_notification")
WHOLE = re.compile(rf"Seq Scan on ({'|'.join(BIG)})\b")


class Plans:
    """Asks the planner about every SELECT before it runs, also where its plan is kept; keeps those that read one of BIG
    from end to end."""

    def __init__(self):
        self.walks, self.asked, self.is_asking = [], 0, False

    def __call__(self, execute, sql, params, many, context):
        if not self.is_asking and sql.lstrip("( ").startswith(("SELECT", "EXECUTE")):
            self.is_asking = True
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {sql}", params)
                plan = "\n".join(row[0] for row in cursor.fetchall())
            self.is_asking = False
            self.asked += 1
            if WHOLE.search(plan):
                self.walks.append(f"{sql[:300]}\n{plan}")
        return execute(sql, params, many, context)


def cast():
    """A person of each kind: in three groups, in none, technician, head of a desk, and by role."""
    users = User.objects.filter(role=Role.USER).order_by("pk")
    desk = Group.objects.filter(kind=Kind.DESK).order_by("pk").first()
    head, *_seniors, technician = (seat.user for seat in desk.memberships.order_by("pk")[:4])
    roles = {role: User.objects.filter(role=role).order_by("pk").first() for role in Role}
    return [
        users[2000],
        users.last(),
        technician,
        head,
        roles[Role.HOD],
        roles[Role.IT_HEAD],
        roles[Role.ADMIN],
    ]


def as_after_vacuum():
    """Tells the planner what VACUUM would, which no transaction can run: that every row of BIG is visible to all.
    Without it an index alone seems as dear as the table, and chance decides between them."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_class SET relallvisible = relpages WHERE relname = ANY(%s)", [list(BIG)])


def give_news(people):
    """A thousand unread pieces each: so many that a planner may think of reading all events for them."""
    events = list(
        Event.objects.filter(target_kind="ticket").order_by("-pk").values_list("pk", "target_id")[:1_000]
    )
    news = [
        Notification(
            person=person, event_id=event, ticket_id=ticket, topic=Topic.CHANGE, reason=Reason.FOLLOWER
        )
        for person in people
        for event, ticket in events
    ]
    Notification.objects.bulk_create(news, batch_size=1_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE notifications_notification")


def far_into_the_archive(user):
    rows = lists.ARCHIVE.tickets(user).order_by("-ended_at", "-pk")
    row = rows[rows[:5000].count() // 2 :].first()
    return KeysetPage(rows.none(), ("-ended_at", "-pk"))._encode(row)


def quarter():
    until = timezone.localdate()
    return urlencode({"since": until - timedelta(days=89), "until": until})


def addresses(user):
    group = user.memberships.first().group_id if user.memberships.exists() else Group.objects.universal().pk
    for name in ("home", "mine", "waiting", "work", "archive", "list"):
        yield reverse(f"tickets:{name}")
    yield f"{reverse('tickets:list')}?sort=urgency"
    yield f"{reverse('tickets:archive')}?sort=oldest"
    yield f"{reverse('tickets:archive')}?after={far_into_the_archive(user)}"
    yield reverse("tickets:group", args=[group])
    yield f"{reverse('tickets:group', args=[group])}?tab=past"
    yield f"{reverse('tickets:archive')}?group={group}&status=closed&priority=2&opened_from=2026-01-01"
    yield reverse("approvals:inbox")
    yield f"{reverse('numbers:home')}?{quarter()}"
    ticket = Ticket.objects.visible_to(user).latest("pk")
    yield ticket.get_absolute_url()
    yield f"{reverse('notifications:poll')}?ticket={ticket.pk}"
    yield reverse("notifications:list")
    if user.is_staff:
        yield reverse("admin:tickets_ticket_changelist")
        yield f"{reverse('admin:tickets_ticket_changelist')}?status__exact=open"


def test_every_list_and_count_uses_an_index(client, everyone, monkeypatch):
    monkeypatch.setattr(words, "PHRASES", 500)
    filling.fill(20_000, 1)
    give_news(cast())
    as_after_vacuum()
    walks, asked = {}, 0

    for user in cast():
        client.force_login(user)
        for address in addresses(user):
            plans = Plans()
            with connection.execute_wrapper(plans):
                response = client.get(address)
            assert response.status_code == 200, (user.role, address)
            asked += plans.asked
            if plans.walks:
                walks[user.role, address] = plans.walks[0]

    assert asked > 500
    assert walks == {}


def test_postgresql_compiles_no_query(db):
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
