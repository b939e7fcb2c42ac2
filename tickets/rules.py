"""May this person do this to a ticket, a comment or a file. Which tickets they see at all: `tickets/visibility.py`."""

from datetime import timedelta

from django.utils import timezone

from groups.rules import allows, runs_some_group
from tickets.statuses import DONE, HELD, READY, UNCLAIMED, UNRESOLVED, Status

REOPEN_WITHIN = timedelta(days=14)


def may_raise(user, group):
    """Members of a team, and anybody in a desk; never in a closed group."""
    if group.is_closed or not user.is_active:
        return False
    return group.is_desk or allows(user, "work_tickets", group)


def leads_desk(user, group):
    """IT Heads stand over every desk."""
    return user.is_active and user.is_it_head and group.is_desk


def may_work(user, ticket):
    """May take part in the work, and so reads internal notes."""
    if leads_desk(user, ticket.group) or allows(user, "see_tickets", ticket.group):
        return True
    if not allows(user, "work_tickets", ticket.group):
        return False
    return ticket.status in READY or ticket.assignee_id == user.pk


def may_hold(user, group):
    """May be the one who works on a ticket of this group."""
    return leads_desk(user, group) or allows(user, "work_tickets", group)


def may_moderate(user, ticket):
    return leads_desk(user, ticket.group) or allows(user, "moderate_tickets", ticket.group)


def may_assign(user, ticket):
    return ticket.status in (*READY, *HELD) and may_dispatch(user, ticket.group)


def may_dispatch(user, group):
    """May give tickets of this group to others, and take them back."""
    return leads_desk(user, group) or allows(user, "assign_tickets", group)


def may_claim(user, ticket):
    return ticket.status in READY and may_work(user, ticket)


def holds(user, ticket):
    return user.is_active and ticket.status in HELD and ticket.assignee_id == user.pk


def may_release(user, ticket):
    return ticket.status in HELD and ticket.assignee_id != user.pk and may_dispatch(user, ticket.group)


def may_ask_takeover(user, ticket):
    return ticket.status in HELD and ticket.assignee_id != user.pk and may_work(user, ticket)


def may_resolve(user, ticket):
    return holds(user, ticket) or may_claim(user, ticket)


def may_resume(user, ticket):
    return ticket.status == Status.WAITING and holds(user, ticket)


def is_requester(user, ticket):
    return user.is_active and ticket.requester_id == user.pk


def may_say_me_too(user, ticket):
    """Whoever raised it is affected anyway."""
    return user.is_active and ticket.status in UNRESOLVED and ticket.requester_id != user.pk


def may_confirm(user, ticket):
    return ticket.status == Status.RESOLVED and is_requester(user, ticket)


def may_reopen(user, ticket):
    """The requester, whoever did the work and is still here, and moderators, within 14 days of the resolution."""
    if ticket.status != Status.RESOLVED or not ticket.ended_at:
        return False
    if timezone.now() - ticket.ended_at > REOPEN_WITHIN:
        return False
    did_it = ticket.assignee_id == user.pk and may_work(user, ticket)
    return is_requester(user, ticket) or did_it or may_moderate(user, ticket)


def may_close(user, ticket):
    return ticket.status == Status.RESOLVED and (is_requester(user, ticket) or may_moderate(user, ticket))


def may_edit(user, ticket):
    """The requester while nobody has claimed it; moderators while unresolved, unless it has a route."""
    if is_requester(user, ticket) and ticket.status in (*UNCLAIMED, Status.REJECTED, Status.WITHDRAWN):
        return True
    return ticket.status in UNRESOLVED and may_moderate(user, ticket) and ticket.first_status == Status.OPEN


def may_ask_again(user, ticket):
    """The requester, after a rejection or a withdrawal, as long as the group takes tickets."""
    ended = (Status.REJECTED, Status.WITHDRAWN)
    return ticket.status in ended and is_requester(user, ticket) and not ticket.group.is_closed


def may_triage(user, ticket):
    """May say what a ticket is about, even where that leads round approvals; never of one's own."""
    if is_requester(user, ticket):
        return False
    return ticket.status in UNRESOLVED and may_dispatch(user, ticket.group)


def may_shape(user, group):
    """May say what tickets of this group can be about: its categories and their questions."""
    return leads_desk(user, group) or allows(user, "run_group", group)


def may_shape_some_group(user):
    return user.is_active and (user.is_it_head or runs_some_group(user))


def may_manage_routes(user):
    """Routes serve several groups: those who stand over all of them draw them."""
    return user.is_active and (user.is_admin or user.is_it_head)


def may_recategorise(user, ticket):
    return (is_requester(user, ticket) and ticket.status in UNCLAIMED) or (
        ticket.status in UNRESOLVED and may_work(user, ticket)
    )


def may_withdraw(user, ticket):
    return ticket.status in UNRESOLVED and is_requester(user, ticket)


def may_delete(user, ticket):
    """The requester while it was never claimed; moderators always."""
    if is_requester(user, ticket) and ticket.first_claimed_at is None and ticket.status not in DONE:
        return True
    return may_moderate(user, ticket)


def may_restore(user, ticket):
    return ticket.is_deleted and may_moderate(user, ticket)


def may_prioritise(user, ticket):
    return ticket.status in UNRESOLVED and may_work(user, ticket)


def may_move_out(user, ticket):
    """The holder, whoever dispatches, and the requester while nobody has claimed it."""
    if ticket.status not in (*READY, *HELD):
        return False
    if holds(user, ticket) or may_dispatch(user, ticket.group):
        return True
    return is_requester(user, ticket) and ticket.status in READY


def may_place(user, ticket):
    """May put it into a project of its group, or take it out of one."""
    return ticket.status in UNRESOLVED and (may_work(user, ticket) or may_edit(user, ticket))


def may_comment(user, ticket):
    """Whoever sees a ticket may write on it: the page asked `visible_to` already."""
    return user.is_active and not ticket.is_deleted


def may_comment_internally(user, ticket):
    return may_comment(user, ticket) and may_work(user, ticket)


def may_read_internal(user, ticket):
    return may_work(user, ticket)


def may_edit_comment(user, comment):
    return user.is_active and comment.author_id == user.pk and comment.is_plain and not comment.is_deleted


def may_delete_comment(user, comment):
    if comment.is_deleted or not comment.is_plain:
        return False
    return comment.author_id == user.pk or may_moderate(user, comment.ticket)


def may_remove_file(user, file):
    """Off a comment: whoever attached it, and moderators. Off the ticket: whoever may edit it."""
    if file.comment_id is None:
        return may_edit(user, file.ticket)
    if file.uploader_id == user.pk and file.ticket.status in UNRESOLVED:
        return user.is_active
    return may_moderate(user, file.ticket)


def may_let_in(user, ticket):
    """May add a follower who would not see the ticket otherwise."""
    return may_work(user, ticket)


def may_share_view(user, group):
    """May give everybody who sees a group a view of tickets."""
    return allows(user, "run_group", group)


def may_change_view(user, view):
    """One's own; of a shared one whoever runs its group, so that it stays when its maker goes."""
    if view.shared_with_id is None:
        return user.is_active and view.owner_id == user.pk
    return may_share_view(user, view.shared_with)


def may_import(user, group):
    """May bring in tickets of other systems: into the groups one runs; without a group, wherever they belong."""
    if group is None:
        return user.is_active and user.is_admin
    return not group.is_closed and allows(user, "run_group", group)
