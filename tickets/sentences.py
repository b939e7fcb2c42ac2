"""What each verb says in history, in the reader's language: a sentence after the name of who did it, and changes."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups.events import Verb
from tickets.differences import difference
from tickets.models import Approver
from tickets.statuses import Priority

PERSON, GROUP, PROJECT, CATEGORY = "person", "group", "project", "category"


@dataclass
class Change:
    """From what to what; long texts bring their difference instead."""

    label: str
    before: str = ""
    after: str = ""
    pieces: list = field(default_factory=list)


def _opened(facts, names):
    changes = [Change(_("Priority"), after=_priority(facts["priority"]))] if "priority" in facts else []
    if facts.get("project") is not None:
        changes.append(Change(_("Project"), after=names.place(PROJECT, facts["project"])))
    return _("opened the ticket"), changes


def _edited(facts, names):
    labels = {"title": _("Title"), "description": _("Description")}
    before, after = facts.get("before") or {}, facts.get("after") or {}
    changes = [
        Change(labels[name], pieces=difference(before[name], after.get(name, "")))
        for name in labels
        if name in before
    ]
    if "answers" in before:
        return _("changed the answers"), _answers(before["answers"], after.get("answers"))
    if "title" in before and "description" in before:
        return _("changed the title and the description"), changes
    return _("changed the title") if "title" in before else _("changed the description"), changes


def _answers(before, after):
    """A change for each question whose answer is another one."""
    before, after = before or {}, after or {}
    return [
        Change(label, _answer(before.get(label)), _answer(after.get(label)))
        for label in dict.fromkeys([*before, *after])
        if before.get(label) != after.get(label)
    ]


def _answer(value):
    """Answers are kept without their kind: yes, no and ISO dates show it themselves."""
    words = {None: "", "yes": _("Yes"), "no": _("No")}
    return words[value] if value in words else _day(value)


def _recategorised(facts, names):
    change = Change(
        _("Category"), names.place(CATEGORY, facts.get("before")), names.place(CATEGORY, facts.get("after"))
    )
    changes = [change, *_answers(facts.get("answers"), {})]
    if facts.get("after") is None:
        return _("took the ticket out of its category"), changes
    return _("said that it is about %(category)s") % {"category": change.after}, changes


def _decided(facts, names):
    """Follows the name of who decided: "Ben, for Ana, approved it (IT Head)"."""
    sentences = VERDICTS_FOR if facts.get("on_behalf_of") else VERDICTS
    sentence = sentences.get(facts.get("verdict"), Verb.DECIDED.label)
    kind = facts.get("approver")
    return sentence % {
        "whom": names.person(facts.get("on_behalf_of")),
        "approver": Approver(kind).label if kind in Approver else _("somebody"),
    }, []


def _approved(facts, names):
    return _("sent the ticket to the waiting list: it is approved"), []


def _resubmitted(facts, names):
    if facts.get("attempt"):
        return _("asked again (attempt %(number)d)") % {"number": facts["attempt"]}, []
    return _("asked again"), []


def _attached(facts, names):
    return _("attached %(file)s") % {"file": facts.get("name", "")}, []


def _file_removed(facts, names):
    return _("removed the file %(file)s") % {"file": facts.get("name", "")}, []


def _dropped(facts, names):
    if facts.get("departed"):
        return _("ended the work of %(person)s, who left") % {"person": names.person(facts.get("person"))}, []
    return _("gave the ticket back"), []


def _released(facts, names):
    return _("took the ticket off %(person)s") % {"person": names.person(facts.get("person"))}, []


def _handed_over(facts, names):
    return _("handed the ticket over to %(person)s") % {"person": names.person(facts.get("to"))}, []


def _assigned(facts, names):
    change = Change(_("Worked on by"), _("nobody"), names.person(facts.get("to")))
    if facts.get("before"):
        change.before = names.person(facts["before"])
    return _("gave the ticket to %(person)s") % {"person": change.after}, [change]


def _resumed(facts, names):
    return (_("answered, and work goes on") if facts.get("answered") else _("resumed work")), []


def _reopened(facts, names):
    if facts.get("to"):
        return _("reopened the ticket; %(person)s works on it again") % {
            "person": names.person(facts["to"])
        }, []
    return _("reopened the ticket"), []


def _moved(facts, names):
    kind = GROUP if "group_after" in facts else PROJECT
    change = Change(
        _("Group") if kind == GROUP else _("Project"),
        names.place(kind, facts.get(f"{kind}_before")),
        names.place(kind, facts.get(f"{kind}_after")),
    )
    changes = [change]
    if facts.get("dropped"):
        changes.append(Change(_("Worked on by"), names.person(facts["dropped"]), _("nobody")))
    if kind == GROUP:
        return _("moved the ticket to %(group)s") % {"group": change.after}, changes
    if facts.get("project_after") is None:
        return _("took the ticket out of its project"), changes
    return _("put the ticket into the project %(project)s") % {"project": change.after}, changes


def _prioritised(facts, names):
    change = Change(_("Priority"), _priority(facts.get("before")), _priority(facts.get("after")))
    return _("changed the priority to %(priority)s") % {"priority": change.after}, [change]


def _scheduled(facts, names):
    change = Change(_("Due"), _day(facts.get("before")), _day(facts.get("after")))
    if facts.get("after"):
        return _("set the due date to %(day)s") % {"day": change.after}, [change]
    return _("removed the due date"), [change]


def _followed(facts, names):
    if facts.get("affected"):
        return _("has the same trouble and follows the ticket"), []
    if facts.get("let_in"):
        return _("let %(person)s see and follow the ticket") % {"person": names.person(facts["person"])}, []
    return _("added %(person)s to the followers") % {"person": names.person(facts.get("person"))}, []


def _unfollowed(facts, names):
    return _("removed %(person)s from the followers") % {"person": names.person(facts.get("person"))}, []


def _imported(facts, names):
    words = facts.get("imported")
    if not isinstance(words, dict):
        return _("imported the ticket from %(source)s") % {"source": facts.get("source", "")}, _remarks(facts)
    labels = {"status": _("Status"), "group": _("Group"), "priority": _("Priority")}
    field_name = labels.get(words.get("field"), words.get("field") or "")
    change = Change(field_name, words.get("old") or _("none"), words.get("new") or _("none"))
    return _("changed it where it was imported from"), [change]


def _remarks(facts):
    """The number there, and what could not be read or had to be assumed."""
    key, kept, assumed = (facts.get(name) for name in ("key", "facts", "assumed"))
    problems = kept.get("problems") if isinstance(kept, dict) else None
    remarks = [_said_again(problem) for problem in problems] if isinstance(problems, list) else []
    sentences = {
        "opened": _("It is not known when it was opened."),
        "ended": _("There it ended before it was opened."),
    }
    remarks += [sentences[name] for name in assumed or () if name in sentences]
    number = [Change(_("Number there"), after=str(key))] if key and not str(key).startswith("~") else []
    return number + [Change(_("Remark"), after=remark) for remark in remarks]


def _said_again(remark):
    """A remark of an import in the language of its reader; other systems wrote theirs as they liked."""
    try:
        return _(remark["words"]) % remark["values"]
    except (KeyError, TypeError, ValueError):
        return str(remark)


def _priority(value):
    return str(Priority(value).label) if value in Priority.values else str(value)


def _day(value):
    if not value:
        return ""
    try:
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    except (TypeError, ValueError):
        return str(value)


WRITERS = {
    Verb.OPENED: _opened,
    Verb.EDITED: _edited,
    Verb.ATTACHED: _attached,
    Verb.FILE_REMOVED: _file_removed,
    Verb.DROPPED: _dropped,
    Verb.RELEASED: _released,
    Verb.HANDED_OVER: _handed_over,
    Verb.ASSIGNED: _assigned,
    Verb.RESUMED: _resumed,
    Verb.REOPENED: _reopened,
    Verb.MOVED: _moved,
    Verb.PRIORITISED: _prioritised,
    Verb.SCHEDULED: _scheduled,
    Verb.FOLLOWED: _followed,
    Verb.UNFOLLOWED: _unfollowed,
    Verb.IMPORTED: _imported,
    Verb.RECATEGORISED: _recategorised,
    Verb.DECIDED: _decided,
    Verb.APPROVED: _approved,
    Verb.RESUBMITTED: _resubmitted,
}

VERDICTS = {
    "approve": gettext_lazy("approved it (%(approver)s)"),
    "reject": gettext_lazy("rejected it (%(approver)s)"),
    "ask": gettext_lazy("asked for more before deciding (%(approver)s)"),
}
VERDICTS_FOR = {
    "approve": gettext_lazy("for %(whom)s approved it (%(approver)s)"),
    "reject": gettext_lazy("for %(whom)s rejected it (%(approver)s)"),
    "ask": gettext_lazy("for %(whom)s asked for more before deciding (%(approver)s)"),
}


def is_plain(event):
    """Whether its verb says all: somebody follows, or no longer."""
    facts = event.details
    by_oneself = event.verb in (Verb.FOLLOWED, Verb.UNFOLLOWED) and facts.get("person") == event.actor_id
    return by_oneself and not facts.get("affected")


ICONS = {
    Verb.OPENED: "plus-lg",
    Verb.EDITED: "pencil",
    Verb.COMMENTED: "chat",
    Verb.COMMENT_EDITED: "pencil",
    Verb.COMMENT_DELETED: "trash",
    Verb.ATTACHED: "paperclip",
    Verb.FILE_REMOVED: "trash",
    Verb.CLAIMED: "hand-index",
    Verb.DROPPED: "arrow-counterclockwise",
    Verb.RELEASED: "unlock",
    Verb.TAKEOVER_ASKED: "person-raised-hand",
    Verb.HANDED_OVER: "arrow-left-right",
    Verb.ASSIGNED: "person-check",
    Verb.SET_WAITING: "pause-circle",
    Verb.RESUMED: "play-circle",
    Verb.RESOLVED: "check-circle",
    Verb.CONFIRMED: "check2-circle",
    Verb.REOPENED: "arrow-repeat",
    Verb.CLOSED: "check2-circle",
    Verb.WITHDRAWN: "dash-circle",
    Verb.MOVED: "arrow-right",
    Verb.PRIORITISED: "flag",
    Verb.SCHEDULED: "calendar3",
    Verb.FOLLOWED: "bell",
    Verb.UNFOLLOWED: "bell-slash",
    Verb.DELETED: "trash",
    Verb.RESTORED: "recycle",
    Verb.IMPORTED: "upload",
    Verb.RECATEGORISED: "tag",
    Verb.DECIDED: "shield-check",
    Verb.APPROVED: "check2",
    Verb.REJECTED: "x-circle",
    Verb.RESUBMITTED: "arrow-repeat",
}
