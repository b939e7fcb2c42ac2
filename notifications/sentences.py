"""News in the reader's language: what happened, why they got it, and where exactly that is changed."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.events import Verb
from groups.models import Project
from groups.ranks import Rank
from notifications.topics import ASKING, Reason
from tickets.history import Names, line_of
from tickets.models import Comment

EXCERPT = 160
OF_TICKET = {Reason.REQUESTER, Reason.HOLDER, Reason.DECIDER, Reason.ASKED, Reason.SUBSTITUTE}
OF_GROUP = {Reason.WORKER, Reason.GROUP_ADMIN, Reason.MANAGER}


@dataclass
class NewsLine:
    """One piece of news; `sentence` follows the name of whoever did it."""

    news: object
    sentence: str
    words: str = ""

    @property
    def actor(self):
        return self.news.event.actor

    @property
    def at(self):
        return self.news.event.at

    @property
    def why(self):
        return why(self.news)

    @property
    def remedy(self):
        return remedy(self.news)


@dataclass(frozen=True)
class Remedy:
    """What changes that one gets this: a page, or (`is_verb`) an address to POST to."""

    label: str
    url: str
    is_verb: bool = False


def lines_of(news, reader):
    """A line for each piece of news that `for_list` read, names and words in a query each."""
    events = [each.event for each in news]
    names = Names(events, reader)
    words, projects = _words_of(events), _projects_of(events)
    return [_line(each, names, words, projects) for each in news]


def _line(news, names, words, projects):
    event = news.event
    if news.ticket_id is None:
        return NewsLine(news, _of_group(event, projects))
    line = line_of(event, names)
    return NewsLine(news, line.sentence, words.get(event.details.get("comment")) or line.reason)


def _words_of(events):
    """{comment id: how it begins} of comments that still stand."""
    told = (Verb.COMMENTED, Verb.COMMENT_EDITED, Verb.RESOLVED)
    ids = {event.details.get("comment") for event in events if event.verb in told}
    bodies = Comment.objects.filter(pk__in=ids, deleted_at=None).values_list("pk", "body") if ids else ()
    return {pk: Truncator(" ".join(body.split())).chars(EXCERPT) for pk, body in bodies}


def _projects_of(events):
    ids = {event.target_id for event in events if event.target_kind == "project"}
    return dict(Project.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def _of_group(event, projects):
    facts = event.details
    project = {"project": projects.get(event.target_id, "")}
    if event.verb == Verb.RANKED and facts.get("after") in Rank:
        return _("changed your rank to %(rank)s") % {"rank": Rank(facts["after"]).label}
    if event.verb == Verb.REMINDED:
        count = facts.get("number", 0)
        return ngettext(
            "reminds: %(count)d ticket waits and nobody takes it",
            "reminds: %(count)d tickets wait and nobody takes them",
            count,
        ) % {"count": count}
    sentences = {
        Verb.INVITED: _("invites you to the group"),
        Verb.REMOVED: _("removed you from the group"),
        Verb.GROUP_HANDED_OVER: _("handed the group over to you"),
        Verb.PROJECT_HANDED_OVER: _("handed the project %(project)s over to you") % project,
        Verb.PROJECT_JOINED: _("joined your project %(project)s") % project,
        Verb.PROJECT_LEFT: _("left your project %(project)s") % project,
    }
    return sentences.get(event.verb) or event.get_verb_display()


def why(news):
    """The whole sentence: "You get this because you follow it." """
    return _("You get this because %(reason)s.") % {"reason": Reason(news.reason).label}


def remedy(news):
    """What changes exactly the rule by which this came."""
    choices = reverse("notifications:choices")
    if news.ticket_id and news.reason == Reason.FOLLOWER:
        return Remedy(_("Unfollow"), reverse("tickets:unfollow", args=[news.ticket_id]), is_verb=True)
    if news.topic in ASKING:
        return Remedy(_("Change how you hear of this"), f"{choices}#topic-{news.topic}")
    if news.ticket_id and news.reason in OF_TICKET:
        return Remedy(
            _("Mute this ticket"), reverse("notifications:mute", args=[news.ticket_id]), is_verb=True
        )
    if news.reason in OF_GROUP:
        group = news.ticket.group_id if news.ticket_id else news.group_id
        return Remedy(_("Change what you hear of this group"), f"{choices}#group-{group}")
    return Remedy(_("Change what you hear of this"), f"{choices}#topic-{news.topic}")
