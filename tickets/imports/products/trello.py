"""Trello: a board. Cards lie in lists that are called after states; what was said and moved is among its actions."""

from datetime import UTC, datetime

from tickets.imports.products.dump import DumpReader, several, text, within
from tickets.imports.products.github import MISSING
from tickets.imports.reading import BadLine, Happened, Remark, Said, priority_of, status_of
from tickets.statuses import DONE, ENDED, Status


class TrelloBoard(DumpReader):
    slug, name = "trello", "Trello"
    lists = ("cards",)
    marks = {"idList", "idBoard", "name", "desc"}
    placed = {
        "id",
        "name",
        "desc",
        "idList",
        "idBoard",
        "labels",
        "idLabels",
        "idMembers",
        "badges",
        "closed",
    }
    placed |= {"dateLastActivity", "pos", "pluginData", "idShort", "limits"}

    def __init__(self, dump, choices):
        super().__init__(dump, choices)
        self.board = text(dump.data if isinstance(dump.data, dict) else {}, "name")
        self.columns = {text(each, "id"): text(each, "name") for each in dump.part("lists")}
        self.labels = {text(each, "id"): text(each, "name") for each in dump.part("labels")}
        self.members = {text(each, "id"): name_of(each) for each in dump.part("members")}
        self.actions = {}
        for action in reversed(dump.part("actions")):  # the newest stands first
            card = within(within(action, "data"), "card")
            self.actions.setdefault(text(card, "id"), []).append(action)

    def reading(self, card):
        actions = self.actions.get(text(card, "id"), [])
        reading = self.begin(text(card, "id"), text(card, "name"), text(card, "desc"))
        reading.markdown, reading.facts = True, self.rest(card)
        labels = [self.labels.get(label, "") for label in several(card, "idLabels") if isinstance(label, str)]
        created = next((each for each in actions if each.get("type") in ("createCard", "copyCard")), {})
        self.set_times(
            reading,
            opened_at=text(created, "date") or time_in_key(reading.key),
            updated_at=text(card, "dateLastActivity"),
        )
        reading.history = [moved for each in actions if (moved := self.moved(each))]
        self.place(reading, card)
        reading.comments = [self.said(each) for each in actions if each.get("type") == "commentCard"]
        self.tell_missing(reading, card)
        names = self.sorted(reading, card, labels) | {"requester": self.actor(created), "group": self.board}
        return self.finish(reading, **names)

    def place(self, reading, card):
        """The list is the status; a card that was put away is closed."""
        column = self.columns.get(text(card, "idList"), "")
        status = self.meaning(column, self.choices.statuses, self.statuses, status_of)
        if card.get("closed") is True and status not in ENDED:
            status = Status.CLOSED
        ends = [each.at for each in reading.history if status_of(each.new) in DONE]
        if status in DONE:
            reading.resolved_at = ends[-1] if ends else reading.updated_at
        reading.status = Status.OPEN if status is None else status
        reading.facts["list"] = column

    def sorted(self, reading, card, labels):
        """A label that is a word for a priority is one, the first other is the category, all are kept."""
        urgent = next((label for label in labels if self.urgency(label) is not None), None)
        if urgent:
            reading.priority = self.urgency(urgent)
        reading.facts["labels"] = labels
        members = [
            self.members.get(member, "") for member in several(card, "idMembers") if isinstance(member, str)
        ]
        reading.facts["members"] = members if len(members) > 1 else None
        category = next((label for label in labels if label and label != urgent), None)
        return {"assignee": members[0] if members else None, "category": category}

    def urgency(self, label):
        return self.meaning(label, self.choices.priorities, self.priorities, priority_of)

    def moved(self, action):
        data = within(action, "data")
        if action.get("type") != "updateCard" or "listAfter" not in data:
            return None
        try:
            at = self.dates.moment(text(action, "date"))
        except BadLine:
            return None
        old, new = (text(within(data, name), "name") for name in ("listBefore", "listAfter"))
        return at and Happened("status", at, old or None, new or None, self.actor(action))

    def said(self, action):
        try:
            at = self.dates.moment(text(action, "date"))
        except BadLine:
            at = None
        words = text(within(action, "data"), "text")
        return Said(words, at, self.actor(action), markdown=True, key=text(action, "id") or None)

    def actor(self, action):
        number = text(action, "idMemberCreator")
        return self.person(self.members.get(number) or name_of(within(action, "memberCreator")))

    def tell_missing(self, reading, card):
        """A board gives its last 1,000 actions only: older comments are gone."""
        wanted = within(card, "badges").get("comments")
        missing = (wanted if isinstance(wanted, int) else 0) - len(reading.comments)
        if missing > 0:
            reading.problems.append(Remark(MISSING, missing=missing, all=wanted))


def name_of(member):
    return text(member, "fullName") or text(member, "username")


def time_in_key(key):
    """The first eight digits of a key are the second in which it was made."""
    try:
        return datetime.fromtimestamp(int(key[:8], 16), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return ""
