"""Redmine, French and English: captions, separator and dates follow the language of who exported."""

from django.utils.translation import gettext_noop

from tickets.imports.products.reader import TableReader
from tickets.imports.reading import Remark
from tickets.statuses import Priority, Status


class RedmineTable(TableReader):
    slug, name = "redmine", "Redmine"
    marks = (
        {"#", "Project", "Tracker", "Status", "Subject"},
        {"#", "Projet", "Tracker", "Statut", "Sujet"},
    )
    statuses = {"feedback": Status.WAITING, "commentaire": Status.WAITING, "rejeté": Status.REJECTED}
    priorities = {"immediate": Priority.CRITICAL, "immédiat": Priority.CRITICAL}
    columns = {
        "key": "#",
        "title": ("Subject", "Sujet"),
        "description": "Description",
        "status": ("Status", "Statut"),
        "priority": ("Priority", "Priorité"),
        "project": ("Project", "Projet"),
        "category": ("Category", "Catégorie"),
        "requester": ("Author", "Auteur"),
        "assignee": ("Assignee", "Assigné à"),
        "opened_at": ("Created", "Créé"),
        "updated_at": ("Updated", "Mis-à-jour", "Mis à jour"),
        "closed_at": ("Closed", "Fermé"),
    }

    def fill(self, reading, row):
        if (row["Private"] or row["Privée"]).casefold() in ("yes", "oui"):
            reading.problems.append(
                Remark(gettext_noop("it was private there; here the whole group sees it"))
            )
