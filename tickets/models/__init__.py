"""Tickets and what belongs to them: categories with routes, comments, files, followers; a file per trait."""

from tickets.models.attachment import Attachment
from tickets.models.category import Category
from tickets.models.comment import Comment
from tickets.models.follow import Follow
from tickets.models.import_batch import ImportBatch, ImportedRow
from tickets.models.imported_name import ImportedName
from tickets.models.question import Answer, Question
from tickets.models.route import Approver, Route, Step
from tickets.models.saved_view import SavedView, Start
from tickets.models.ticket import Ticket

__all__ = [
    "Answer",
    "Approver",
    "Attachment",
    "Category",
    "Comment",
    "Follow",
    "ImportBatch",
    "ImportedName",
    "ImportedRow",
    "Question",
    "Route",
    "SavedView",
    "Start",
    "Step",
    "Ticket",
]
