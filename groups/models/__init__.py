"""Groups, the people in them with their ranks, invitations, projects, and the event table."""

from groups.events import Event
from groups.models.group import Group, GroupPermission
from groups.models.invitation import Invitation
from groups.models.membership import Membership
from groups.models.project import Project, ProjectMembership

__all__ = ["Event", "Group", "GroupPermission", "Invitation", "Membership", "Project", "ProjectMembership"]
