"""Who asks for which pages, and what they write: for `bench/inside.py`, which has set Django up."""

from collections import Counter
from datetime import timedelta
from urllib.parse import quote

from django.db.models import Count

from accounts.models import Role, User
from bench.sites import RAISED
from groups.models import Group
from groups.ranks import Kind
from tickets import lists
from tickets.models import Comment, Ticket
from tickets.statuses import Status
from ticketsite.kit.paging import KeysetPage
from ticketsite.scale.lives import LONG_TALK

FURTHER = 1_000 * 25
DAYS = 90
OPEN = 60  # to claim, one in each round
NEWEST = 5_000  # comments among which a long story is looked for
STAFF = ("technician", "HOD", "IT Head", "Admin")
USUAL = ("user", "loner", "technician", "desk head", "Admin")


def people():
    users = list(User.objects.active().filter(role=Role.USER).order_by("pk"))
    desk = Group.objects.filter(kind=Kind.DESK).order_by("pk").first()
    seats = [seat.user for seat in desk.memberships.select_related("user").order_by("pk")[:4]]
    return {
        "user": users[len(users) // 2],
        "loner": next(user for user in reversed(users) if not user.memberships.exists()),
        "technician": seats[3],
        "desk head": seats[0],
        "HOD": User.objects.filter(role=Role.HOD).order_by("pk").first(),
        "IT Head": User.objects.filter(role=Role.IT_HEAD).order_by("pk").first(),
        "Admin": User.objects.filter(role=Role.ADMIN).order_by("pk").first(),
    }


def addresses():
    """{"person|page": path}."""
    cast = people()
    user, head = cast["user"], cast["desk head"]
    group = user.memberships.order_by("pk").first().group_id
    desk = head.memberships.order_by("pk").first().group_id
    ticket = long_ticket()
    paths = of_lists(cast, group, desk) | narrowed(group, desk) | of_searches(cast) | of_dashboards(cast)
    paths |= {
        "requester|Ticket of 10 comments": ticket.get_absolute_url(),
        "requester|Poll (304)": f"/news/poll/?ticket={ticket.pk}",
    }
    return paths | {f"{name}|Back office, tickets": "/admin/tickets/ticket/" for name in STAFF}


def of_lists(cast, group, desk):
    """The first page of each list, and the page 1,000 further on where so much stands in it."""
    past = {"group": desk}
    paths = {f"{name}|Home": "/" for name in (*USUAL, "HOD", "IT Head")}
    paths["Admin|Home, 1,000 pages on"] = "/" + further(cast["Admin"], lists.HOME)
    paths |= {f"user|{title}": path for title, path in (("My tickets", "/mine/"), ("My work", "/work/"))}
    paths["technician|My work"] = "/work/"
    paths |= {f"{name}|Waiting list": "/waiting/" for name in ("technician", "desk head")}
    paths |= {"user|Group": f"/groups/{group}/", "desk head|Group": f"/groups/{desk}/"}
    paths["desk head|Group, past"] = f"/groups/{desk}/?tab=past"
    onward = further(cast["desk head"], lists.PAST_HERE, **past).replace("?", "&")
    paths["desk head|Group, past, 1,000 pages on"] = f"/groups/{desk}/?tab=past{onward}"
    paths |= {f"{name}|Archive": "/archive/" for name in (*USUAL, "HOD", "IT Head")}
    paths |= {
        f"{name}|Archive, 1,000 pages on": "/archive/" + further(cast[name], lists.ARCHIVE) for name in cast
    }
    return paths | {f"{name}|All tickets": "/tickets/" for name in ("loner", "Admin")}


def narrowed(group, desk):
    """Lists that are filtered, sorted by what their header offers, or both."""
    narrow = "&status=closed&priority=1&priority=2&opened_from=2025-01-01&opened_to=2026-06-30"
    places = {"user": group, "loner": desk, "technician": desk, "Admin": desk}
    filtered = {f"{name}|Archive, filtered": f"/archive/?group={at}{narrow}" for name, at in places.items()}
    paths = filtered | {
        f"{page}, sorted: {sort}": f"{path}&sort={sort}"
        for page, path in filtered.items()
        for sort in ("oldest", "ended_first")
    }
    for title, path, sorts in (
        ("All", "/tickets/", ("urgency", "calm", "oldest")),
        ("Archive", "/archive/", ("ended_first", "newest")),
        ("Home", "/", ("calm", "newest")),
    ):
        for name in ("user", "loner", "Admin"):
            paths |= {f"{name}|{title}, sorted: {sort}": f"{path}?sort={sort}" for sort in sorts}
    paths["user|My tickets, sorted: urgency"] = "/mine/?sort=urgency"
    paths["user|My work, sorted: oldest"] = "/work/?sort=oldest"
    return paths | {"technician|Waiting list, sorted: newest": "/waiting/?sort=newest"}


def of_searches(cast):
    """A device that the newest ticket of each person names, and the word that most titles have."""
    told = Ticket.objects.exclude(title=RAISED).order_by("-pk")
    titles = told.values_list("title", flat=True)[:1_000]
    words = Counter(word.lower() for title in titles for word in set(title.split()) if len(word) > 3)
    frequent = words.most_common(1)[0][0]
    paths = {}
    for name, person in cast.items():
        own = Ticket.objects.visible_to(person).exclude(title=RAISED).order_by("-pk").first()
        rare = (own.title if own else titles[0]).split()[-1]
        paths |= {
            f"{name}|Search, rare word": f"/search/?q={quote(rare)}",
            f"{name}|Search, frequent word": f"/search/?q={quote(frequent)}",
        }
    return paths


def of_dashboards(cast):
    """Over the last days before the newest ticket: a database may be kept for long."""
    until = Ticket.objects.latest("pk").opened_at.date()
    period = f"?since={until - timedelta(days=DAYS - 1)}&until={until}"
    return {f"{name}|Dashboard, {DAYS} days": f"/numbers/{period}" for name in cast}


def further(user, shown, **place):
    """The query string of the page 1,000 further on, or of the last there is."""
    queryset, order = lists.sorted_by(shown.tickets(user).filter(**place), shown.orders[0])
    rows = queryset.order_by(*order)
    at = min(FURTHER, max(rows[: FURTHER + 26].count() - 26, 0))
    page = KeysetPage(queryset.none(), order)
    row = rows[at : at + 1].get() if rows.exists() else None
    return f"?after={page._encode(row)}" if row else ""


def long_ticket():
    """The newest of those with ten comments, as `seed --scale` has one in 200; its requester reads it."""
    talked_about = Comment.objects.values("ticket").annotate(number=Count("pk")).filter(number__gte=LONG_TALK)
    newest = Comment.objects.order_by("-ticket").values_list("ticket", flat=True)[:NEWEST]
    found = talked_about.filter(ticket__in=list(newest)).order_by("-ticket")
    return Ticket.objects.get(pk=found.values_list("ticket", flat=True)[0])


def writing():
    """What the writes need: a team's key, tickets to comment on, and open ones to claim."""
    user = people()["user"]
    own = Group.objects.of_member(user).filter(is_universal=False)
    group = own.annotate(size=Count("tickets")).order_by("-size").first()
    colleague = group.memberships.exclude(user=user).order_by("pk").first().user
    open_ones = Ticket.objects.filter(group=group, status=Status.OPEN).order_by("-pk")
    for _missing in range(OPEN - open_ones.count()):
        Ticket.objects.open(by=colleague, group=group, title=RAISED)
    return {
        "group": group.pk,
        "tickets": list(Ticket.objects.filter(group=group).values_list("pk", flat=True)[:50]),
        "open": list(open_ones.values_list("pk", flat=True)[:200]),
    }
