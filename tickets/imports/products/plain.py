"""Any other table: columns are known by usual names, or somebody says which is which."""

from pathlib import Path

from django.utils.translation import gettext_noop

from tickets.imports.products.github import HTML
from tickets.imports.products.reader import FIELDS, TableReader

NAMES = {
    "key": "id|#|no|nr|number|key|ticket|ticket id|ticket number|case number|request number|numéro|n°|identifiant",
    "title": "title|subject|summary|name|titre|sujet|objet|intitulé|résumé",
    "description": "description|content|body|text|details|message|question|contenu|texte|détail|détails",
    "status": "status|state|statut|état|etat",
    "priority": "priority|priorité|urgency|urgence|severity",
    "group": "group|team|queue|department|product|groupe|équipe|service|file",
    "project": "project|projet",
    "category": "category|type|topic|component|catégorie|thème",
    "requester": "requester|reporter|author|creator|from|caller|created by|demandeur|auteur|créé par",
    "assignee": "assignee|owner|assigned to|agent|technician|assigné à|attribué à|technicien|responsable",
    "resolver": "resolver|resolved by|résolu par",
    "opened_at": "created|created at|opened|opened at|date|date created|creation date"
    "|créé|créé le|ouvert le|date d'ouverture",
    "updated_at": "updated|updated at|last updated|changetime|modified"
    "|modifié|modifié le|mis à jour|dernière modification",
    "resolved_at": "resolved|resolved at|solved at|résolu|résolu le|date de résolution",
    "closed_at": "closed|closed at|date closed|fermé|fermé le|clos le|date de clôture",
    "tags": "tags|labels|keywords|étiquettes",
}


class PlainTable(TableReader):
    slug, name = "table", gettext_noop("Any other table")
    guarded = True
    columns = {name: tuple(words.split("|")) for name, words in NAMES.items()}

    def __init__(self, grid, choices):
        super().__init__(grid, choices)
        chosen = {column.casefold() for column in self.choices.columns.values()}
        for name in set(FIELDS) - set(self.choices.columns):
            if (self.places[name] or "").casefold() in chosen:
                self.places[name] = None
        self.source = choices.source or Path(grid.path).name.split(".")[0][:60] or self.slug

    @classmethod
    def fits(cls, grid):
        return any(grid.has(name) for name in cls.columns["title"])

    def fill(self, reading, row):
        reading.html = bool(HTML.match(reading.description))
        separated = self.text(row, "tags").replace(";", ",").split(",")
        reading.facts["tags"] = [tag for each in separated if (tag := each.strip())]
