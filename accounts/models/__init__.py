"""People: who they are, their role, their department, their absences, and how they read the site."""

from accounts.models.absence import Absence
from accounts.models.browser import Browser
from accounts.models.department import Department
from accounts.models.role import Role
from accounts.models.session import Session
from accounts.models.user import User

__all__ = ["Absence", "Browser", "Department", "Role", "Session", "User"]
