"""Who is told of an event, about what, and why: the one table.

Each entry names a topic and rules; a rule gives {user id: reason} for an event on its target. The first rule
that names a person gives their reason. The actor is never told, nor anybody who may not see the target, nor of an
internal note anybody who may not work on the ticket; `audience` sees to that for all rules.
"""

from functools import partial

from accounts.models import User
from approvals import mandates
from approvals.models import Decision
from groups.events import Verb
from groups.models import Group, Invitation, Membership, Project
from groups.ranks import Rank
from notifications.topics import Reason, Topic
from tickets import rules, visibility
from tickets.alike import TicketQuery
from tickets.models import Comment, Follow, Ticket
from ticketsite.kit.markdown import mentions
from ticketsite.kit.planned import Planned
from ticketsite.kit.prepared import PreparedByKey


def _prepared(dress):
    """{kind: rows by key, each with its group}, of all that events are about."""
    groups = {Ticket: "group", Project: "group", Group: None}
    return {
        model._meta.model_name: PreparedByKey(partial(_rows, model, group, dress), Planned)
        for model, group in groups.items()
    }


def _rows(model, group, dress):
    return dress(model._base_manager.select_related(group))


TARGETS = _prepared(lambda rows: rows)
HELD = _prepared(lambda rows: rows.select_for_update(no_key=True, of=("self",)))


def target_of(event, among=TARGETS):
    """The ticket, group or project an event is about; None if it is gone."""
    rows = among.get(event.target_kind)
    return rows.of([event.target_id]).get(event.target_id) if rows else None


def held_target_of(event):
    """The same, for as long as this event is told: two of one ticket open no two mails for a person."""
    return target_of(event, HELD)


FOLLOWERS = Planned(lambda ticket: Follow.objects.filter(ticket=ticket).values_list("user"))
DECIDERS = Planned(lambda ticket: Decision.objects.filter(ticket=ticket).values_list("by"))
MEMBERS = Planned(lambda group: Membership.objects.filter(group=group).values_list("user"))


def _each(rows, reason):
    return {user: reason for (user,) in rows}


def requester(event, ticket):
    return {ticket.requester_id: Reason.REQUESTER}


def holder(event, ticket):
    return {ticket.assignee_id: Reason.HOLDER}


def followers(event, ticket):
    return _each(FOLLOWERS.rows((), [ticket.pk]), Reason.FOLLOWER)


def asked(event, ticket):
    """Those who may decide now, and their substitutes."""
    step = mandates.next_step(ticket)
    if step is None:
        return {}
    return {
        user: Reason.SUBSTITUTE if principal else Reason.ASKED
        for user, principal in mandates.deciders(step, ticket).items()
    }


def deciders(event, ticket):
    return _each(DECIDERS.rows((), [ticket.pk]), Reason.DECIDER)


def mentioned(event, ticket):
    return dict.fromkeys(event.details.get("mentions", ()), Reason.MENTIONED)


def mentioned_in_text(event, ticket):
    """Those whom the description names, and did not before this change of it."""
    before = (event.details.get("before") or {}).get("description")
    if event.verb == Verb.EDITED and before is None:
        return {}
    return _newly_named(ticket.description, before or "")


def mentioned_in_edit(event, ticket):
    """Those whom a comment names only since it was edited."""
    comment = Comment.objects.filter(pk=event.details.get("comment"), deleted_at=None).first()
    return _newly_named(comment.body, event.details.get("before") or "") if comment else {}


def _newly_named(text, before):
    named = mentions(text) - mentions(before)
    found = User.objects.filter(username__in=named).values_list("pk", flat=True) if named else ()
    return dict.fromkeys(found, Reason.MENTIONED)


def receiver(event, ticket):
    """Whoever the ticket was handed or assigned to."""
    return {event.details.get("to"): Reason.ASSIGNED}


def released(event, ticket):
    """Whoever it was taken off."""
    before = event.details.get("person") or event.details.get("before")
    return {before: Reason.RELEASED}


def let_go(event, ticket):
    """Whoever held it until it was moved or withdrawn."""
    return {event.details.get("dropped"): Reason.RELEASED}


def workers(event, ticket):
    """The members of the group it came into, once it may be picked up; nobody is told for the universal group."""
    if ticket.group.is_universal or not ticket.is_ready or _was_there(event):
        return {}
    return _each(MEMBERS.rows((), [ticket.group_id]), Reason.WORKER)


def _was_there(event):
    """Another project, or another category of no route, brings nothing new to those who work there."""
    if event.verb == Verb.MOVED:
        return "group_after" not in event.details
    return event.verb == Verb.RECATEGORISED and not event.details.get("was_pending")


def group_admins(event, target):
    admins = Membership.objects.filter(group=target.group, rank=Rank.ADMIN)
    return dict.fromkeys(admins.values_list("user", flat=True), Reason.GROUP_ADMIN)


def admins(event, target):
    return dict.fromkeys(User.objects.admins().values_list("pk", flat=True), Reason.ADMIN)


def invited(event, group):
    return {event.details.get("person"): Reason.INVITED}


def concerned(event, target):
    return {event.details.get("person"): Reason.CONCERNED}


def let_in(event, ticket):
    """Whoever was made a follower by somebody else."""
    return {event.details.get("person"): Reason.FOLLOWER}


def inviter(event, group):
    found = Invitation.objects.filter(pk=event.details.get("invitation")).values_list("invited_by", flat=True)
    return dict.fromkeys(found, Reason.GROUP_ADMIN)


def new_manager(event, project):
    return {event.details.get("to"): Reason.MANAGER}


def new_admin(event, group):
    return {event.details.get("to"): Reason.GROUP_ADMIN}


def manager(event, project):
    return {project.manager_id: Reason.MANAGER}


PARTIES = (requester, holder, followers, deciders)

AUDIENCE = {
    Verb.OPENED: [(Topic.DECISION, [asked]), (Topic.MENTION, [mentioned_in_text]), (Topic.NEW, [workers])],
    Verb.EDITED: [
        (Topic.DECISION, [asked]),
        (Topic.MENTION, [mentioned_in_text]),
        (Topic.CHANGE, PARTIES),
    ],
    Verb.COMMENTED: [(Topic.MENTION, [mentioned]), (Topic.COMMENT, [*PARTIES, asked])],
    Verb.COMMENT_EDITED: [(Topic.MENTION, [mentioned_in_edit])],
    Verb.ATTACHED: [(Topic.CHANGE, PARTIES)],
    Verb.FILE_REMOVED: [(Topic.CHANGE, PARTIES)],
    Verb.CLAIMED: [(Topic.PROGRESS, [requester, followers])],
    Verb.DROPPED: [(Topic.PROGRESS, [requester, followers]), (Topic.NEW, [workers])],
    Verb.RELEASED: [
        (Topic.ASSIGNMENT, [released]),
        (Topic.PROGRESS, [requester, followers]),
        (Topic.NEW, [workers]),
    ],
    Verb.TAKEOVER_ASKED: [(Topic.ASSIGNMENT, [holder])],
    Verb.HANDED_OVER: [
        (Topic.ASSIGNMENT, [receiver]),
        (Topic.PROGRESS, [requester, followers]),
    ],
    Verb.ASSIGNED: [
        (Topic.ASSIGNMENT, [receiver, released]),
        (Topic.PROGRESS, [requester, followers]),
    ],
    Verb.SET_WAITING: [(Topic.PROGRESS, [requester, followers])],
    Verb.RESUMED: [(Topic.PROGRESS, [requester, holder, followers])],
    Verb.RESOLVED: [(Topic.PROGRESS, PARTIES)],
    Verb.CONFIRMED: [(Topic.PROGRESS, PARTIES)],
    Verb.REOPENED: [(Topic.ASSIGNMENT, [receiver]), (Topic.PROGRESS, PARTIES), (Topic.NEW, [workers])],
    Verb.CLOSED: [(Topic.PROGRESS, PARTIES)],
    Verb.WITHDRAWN: [(Topic.ASSIGNMENT, [let_go]), (Topic.PROGRESS, PARTIES)],
    Verb.MOVED: [(Topic.ASSIGNMENT, [let_go]), (Topic.CHANGE, PARTIES), (Topic.NEW, [workers])],
    Verb.PRIORITISED: [(Topic.CHANGE, PARTIES)],
    Verb.SCHEDULED: [(Topic.CHANGE, PARTIES)],
    Verb.RECATEGORISED: [(Topic.DECISION, [asked]), (Topic.CHANGE, PARTIES), (Topic.NEW, [workers])],
    Verb.DECIDED: [(Topic.DECISION, [asked]), (Topic.APPROVAL, [requester, followers, deciders])],
    Verb.APPROVED: [(Topic.NEW, [workers]), (Topic.APPROVAL, [requester, followers, deciders])],
    Verb.REJECTED: [(Topic.APPROVAL, [requester, followers, deciders])],
    Verb.RESUBMITTED: [
        (Topic.DECISION, [asked]),
        (Topic.APPROVAL, [followers, deciders]),
        (Topic.NEW, [workers]),
    ],
    Verb.REMINDED: [(Topic.NEW, [group_admins])],
    Verb.FOLLOWED: [(Topic.MENTION, [let_in])],
    Verb.INVITED: [(Topic.INVITATION, [invited])],
    Verb.INVITATION_ACCEPTED: [(Topic.GROUP, [inviter, group_admins])],
    Verb.INVITATION_DECLINED: [(Topic.GROUP, [inviter])],
    Verb.JOINED: [(Topic.GROUP, [group_admins])],
    Verb.LEFT: [(Topic.GROUP, [group_admins])],
    Verb.REMOVED: [(Topic.GROUP, [concerned])],
    Verb.RANKED: [(Topic.GROUP, [concerned])],
    Verb.GROUP_ABANDONED: [(Topic.GROUP, [admins])],
    Verb.GROUP_ADOPTED: [(Topic.GROUP, [admins])],
    Verb.GROUP_HANDED_OVER: [(Topic.GROUP, [new_admin])],
    Verb.GROUP_CLOSED: [(Topic.GROUP, [group_admins])],
    Verb.PROJECT_HANDED_OVER: [(Topic.GROUP, [new_manager])],
    Verb.PROJECT_JOINED: [(Topic.GROUP, [manager])],
    Verb.PROJECT_LEFT: [(Topic.GROUP, [manager])],
}


def audience(event, target):
    """{user: (topic, reason)} of those who are told, each once, by the first rule that names them."""
    told = {}
    for topic, entries in AUDIENCE.get(event.verb, ()):
        for rule in entries:
            for user, reason in rule(event, target).items():
                told.setdefault(user, (topic, reason))
    told.pop(None, None)
    told.pop(event.actor_id, None)
    return {user: told[user.pk] for user in _hearers(event, target, told)}


def _viewers(ticket, *ids):
    return visibility.viewers(ticket).filter(pk__in=ids).select_related("mail_settings")


VIEWERS = TicketQuery(_viewers)
PEOPLE = PreparedByKey(lambda: User.objects.active().select_related("mail_settings"))


def _hearers(event, target, ids):
    """Of these people the ones who may hear, asked of the database at once where many can be meant."""
    if not ids:
        return []
    if not isinstance(target, Ticket):
        people = PEOPLE.of([*ids]).values()
    elif target.is_pending:  # who is asked to decide hangs on more than what makes tickets alike
        people = _viewers(target, *ids)
    else:
        people = VIEWERS.instances(target, *ids)
    if isinstance(target, Ticket) and not event.is_internal:
        return people
    return [user for user in people if may_hear(user, event, target)]


def may_hear(user, event, target):
    """Asked when the news is written, and again before it is sent or shown."""
    if not user.is_active:
        return False
    if isinstance(target, Ticket):
        if not target.is_visible_to(user):
            return False
        return not event.is_internal or rules.may_read_internal(user, target)
    if event.verb == Verb.REMOVED and event.details.get("person") == user.pk:
        return True
    return Group.objects.visible_to(user).filter(pk=target.group.pk).exists()
