"""What changed on a request since its last decision: what an approver who is asked again wants to know."""

from approvals.models import Decision
from approvals.verdicts import Verdict
from groups.events import Event, Verb
from tickets.history import lines_of

CONTENT_VERBS = (Verb.EDITED, Verb.ATTACHED, Verb.FILE_REMOVED, Verb.RECATEGORISED, Verb.RESUBMITTED)


def changes_since(ticket, user):
    """A line of history for each change of the content after the last decision.

    None where there is nothing to compare: before the first, and after a step that approved what stands here.
    """
    last = Decision.objects.of(ticket).last()
    if last is None or (last.verdict == Verdict.APPROVE and last.content_hash == ticket.content_hash):
        return None
    events = Event.objects.of(ticket).filter(verb__in=CONTENT_VERBS, at__gt=last.at, is_internal=False)
    return lines_of(list(events.select_related("actor")), user)
