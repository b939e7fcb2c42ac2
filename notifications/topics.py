"""What news is about, why one gets it, and by which channel: the rows, reasons and columns of people's choices."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Role


class Topic(models.TextChoices):
    """The rows of the matrix on the page of choices."""

    DECISION = "decision", _("A decision is asked of you")
    ASSIGNMENT = "assignment", _("Work is given to you, taken from you, or asked of you")
    MENTION = "mention", _("Somebody mentions you")
    INVITATION = "invitation", _("You are invited to a group")
    COMMENT = "comment", _("Comments and answers")
    PROGRESS = "progress", _("Taken, waiting, resolved, reopened, closed")
    APPROVAL = "approval", _("Decisions on a request")
    CHANGE = "change", _("Text, files, priority or place change")
    NEW = "new", _("New and forgotten tickets where you work")
    GROUP = "group", _("People and projects of your groups")


class Reason(models.TextChoices):
    """Why this person is told; `sentence` goes on after "You get this because"."""

    ASKED = "asked", _("you are asked to decide")
    SUBSTITUTE = "substitute", _("you stand in for somebody who is asked to decide")
    ASSIGNED = "assigned", _("it was given to you")
    RELEASED = "released", _("it was taken off you")
    MENTIONED = "mentioned", _("somebody mentions you")
    INVITED = "invited", _("you are invited")
    REQUESTER = "requester", _("you raised it")
    HOLDER = "holder", _("you work on it")
    FOLLOWER = "follower", _("you follow it")
    DECIDER = "decider", _("you decided on it")
    WORKER = "worker", _("it came in where you work")
    GROUP_ADMIN = "group_admin", _("you run the group")
    MANAGER = "manager", _("you manage the project")
    CONCERNED = "concerned", _("it concerns your membership")
    ADMIN = "admin", _("you are an Admin")


class Speed(models.TextChoices):
    """How mail about a topic comes."""

    NOW = "now", _("At once")
    SOON = "soon", _("Joined, within ten minutes")
    DIGEST = "digest", _("In the digest")
    OFF = "off", _("Not by mail")


# Of what asks something of a person they hear in the site whatever they choose, and by mail at least in the digest.
CANNOT_BE_SILENCED = {Topic.DECISION}

DEFAULTS = {
    Topic.DECISION: (True, Speed.NOW),
    Topic.ASSIGNMENT: (True, Speed.NOW),
    Topic.MENTION: (True, Speed.NOW),
    Topic.INVITATION: (True, Speed.NOW),
    Topic.COMMENT: (True, Speed.SOON),
    Topic.PROGRESS: (True, Speed.SOON),
    Topic.APPROVAL: (True, Speed.SOON),
    Topic.CHANGE: (True, Speed.OFF),
    Topic.NEW: (True, Speed.OFF),
    Topic.GROUP: (True, Speed.OFF),
}

# Who does this for a living gets a digest of what comes in beside the badge.
DEFAULTS_OF_ROLE = {
    Role.TECHNICIAN: {Topic.NEW: (True, Speed.DIGEST)},
    Role.ADMIN: {Topic.GROUP: (True, Speed.DIGEST)},
}

ASKING = {
    topic: DEFAULTS[topic] for topic in (Topic.DECISION, Topic.ASSIGNMENT, Topic.MENTION, Topic.INVITATION)
}


class Preset(models.TextChoices):
    ALL = "all", _("Everything")
    MINE = "mine", _("What concerns me")
    DECISIONS = "decisions", _("Decisions and mentions")


PRESETS = {
    Preset.ALL: dict.fromkeys(Topic, (True, Speed.SOON)) | ASKING,
    Preset.DECISIONS: dict.fromkeys(Topic, (False, Speed.OFF)) | ASKING,
}


def preset_of(user, preset):
    """All rows as a preset has them; "mine" is what is usual for the person's role."""
    return PRESETS.get(preset) or defaults_of(user)


def defaults_of(user):
    """What a person hears who has chosen nothing: the preset "mine", by their role."""
    return DEFAULTS | DEFAULTS_OF_ROLE.get(user.role, {})
