"""GLPI 9.5 and 10, French and English: the columns are those of somebody's list, in their language."""

import html

from tickets.imports.dates import DAY_FIRST
from tickets.imports.products.reader import SPACES, TableReader
from tickets.statuses import Priority, Status


class GlpiTable(TableReader):
    slug, name = "glpi", "GLPI"
    marks = (
        {"ID", "Titre", "Statut", "Date d'ouverture"},
        {"ID", "Title", "Status", "Opening date"},
    )
    usual_dates = DAY_FIRST
    statuses = {
        "en cours (attribué)": Status.IN_PROGRESS,
        "en cours (planifié)": Status.IN_PROGRESS,
        "processing (assigned)": Status.IN_PROGRESS,
        "processing (planned)": Status.IN_PROGRESS,
    }
    priorities = {
        "1": Priority.WHENEVER,
        "2": Priority.WHENEVER,
        "3": Priority.NICE,
        "4": Priority.IMPORTANT,
        "5": Priority.CRITICAL,
        "6": Priority.CRITICAL,
        "very high": Priority.CRITICAL,
        "very low": Priority.WHENEVER,
        "major": Priority.CRITICAL,
    }
    columns = {
        "key": "ID",
        "title": ("Titre", "Title"),
        "description": ("Description", "Contenu", "Suivis - Description", "Followups - Description"),
        "status": ("Statut", "Status"),
        "priority": ("Priorité", "Priority"),
        "group": (
            "Attribué à - Groupe de techniciens",
            "Attribué à - Groupe technicien",
            "Assigned to - Technician group",
        ),
        "category": ("Catégorie", "Category"),
        "requester": ("Demandeur - Demandeur", "Requester - Requester"),
        "assignee": ("Attribué à - Technicien", "Assigned to - Technician"),
        "opened_at": ("Date d'ouverture", "Opening date"),
        "updated_at": ("Dernière modification", "Last update"),
        "resolved_at": ("Date de résolution", "Resolution date"),
        "closed_at": ("Date de clôture", "Closing date"),
    }

    def text(self, row, name):
        """HTML entities stand in all texts of older versions."""
        return html.unescape(super().text(row, name))

    def fill(self, reading, row):
        for name in ("assignee", "requester", "group"):
            if len(several := lines_of(self.text(row, name))) > 1:
                reading.facts[f"{name}s"] = several

    def one_of(self, row, name):
        return first(self.text(row, name))

    def names(self, row):
        """A group `A > B` is B within A."""
        group, *below = (SPACES.sub(" ", part).strip() for part in first(self.text(row, "group")).split(">"))
        project = self.text(row, "project") or " > ".join(below)
        return super().names(row) | {"group": group, "project": project}


def lines_of(text):
    return [line.strip() for line in text.split("\n") if line.strip()]


def first(text):
    return next(iter(lines_of(text)), "")
