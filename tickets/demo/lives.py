"""How the demo's tickets lived: who wrote when, who took them, what became of them by now."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from accounts.models import Role
from tickets.demo.attachments import invent_file
from tickets.demo.stories import fill, fillings, load
from tickets.imports.chronicle import Chronicle
from tickets.models.binning import KEPT_FOR
from tickets.rules import REOPEN_WITHIN
from tickets.statuses import HELD, Priority, Status

MONTHS_OF_HISTORY = 7
OPENS, CLOSES = 8, 18  # the hours people work

THANKS = {
    "en": ("Works, thank you!", "Perfect, thanks for the quick help.", "Confirmed, all good now."),
    "fr": ("Merci, cela fonctionne.", "Parfait, merci pour la rapidité !", "C'est bon pour moi, merci."),
}
REASONS = {
    "en": (
        "I am away until next week.",
        "{colleague} knows this better than I do.",
        "Not my area after all.",
    ),
    "fr": (
        "Je suis absent jusqu'à lundi.",
        "{colleague} connaît mieux le sujet.",
        "Ce n'est pas de mon ressort.",
    ),
}
STILL_BROKEN = {
    "en": "Sorry, it is back: the same as before.",
    "fr": "Désolé, le problème est revenu, exactement comme avant.",
}


@dataclass
class Setting:
    """All that one life needs to know."""

    dice: object
    organisation: object
    until: datetime


def invent(setting, number):
    """Lives of `number` tickets of which nobody has to approve any."""
    dice, organisation, until = setting.dice, setting.organisation, setting.until
    stories = [story for story in load() if not organisation.offer_of(story).is_routed]
    told = Counter(story.team for story in stories)
    shares = [organisation.teams[story.team].share / told[story.team] for story in stories]
    chosen = dice.choices(stories, cum_weights=list(accumulate(shares)), k=number)
    times = opening_times(dice, number, until)
    return [Life(setting, story, at) for at, story in zip(times, chosen, strict=True)]


def opening_times(dice, number, until):
    """Working hours of the past months, denser towards today; the last few are of this very day."""
    span = timedelta(days=30 * MONTHS_OF_HISTORY)
    times = [within_hours(until - span * dice.random() ** 1.7, dice) for _ in range(number)]
    return sorted(at if at < until else until - timedelta(minutes=dice.randrange(3, 300)) for at in times)


def within_hours(at, dice):
    """The same moment if people work then, else some minutes into the next working day."""
    if at.hour >= CLOSES:
        at += timedelta(days=1)
    if not OPENS <= at.hour < CLOSES:
        at = at.replace(hour=OPENS, minute=dice.randrange(60), second=dice.randrange(60))
    while at.weekday() > 4:
        at += timedelta(days=1)
    return at


def zipf(dice, people):
    """A few people are behind most of what happens."""
    return dice.choices(people, weights=[1 / (rank + 1.5) for rank in range(len(people))])[0]


class Life:
    """One ticket from its opening to its end, or to today; `reach` says whether a moment lies in the past."""

    Chronicle = Chronicle

    def __init__(self, setting, story, at):
        self.dice, self.organisation, self.until = setting.dice, setting.organisation, setting.until
        self.story, self.at = story, at
        self.team = self.organisation.teams[story.team]
        self.offer = self.organisation.offer_of(story)
        self.requester = self.choose_requester()
        self.worker = zipf(self.dice, self.others(self.requester))
        self.colleague = self.choose_colleague()
        self.words = fillings(self.dice, story.lang, str(self.colleague), at)

    def others(self, *people):
        """Who works in the group, without these."""
        return [person for person in self.team.people if person not in people] or self.team.people

    def choose_requester(self):
        """Anybody at a desk, else a member; mostly one who speaks the story's language."""
        pool = self.organisation.people if self.team.group.is_desk else self.team.people
        fitting = [person for person in pool if person.language == self.story.lang]
        return zipf(self.dice, fitting or pool)

    def choose_colleague(self):
        """A third person who sees the ticket: at a desk the head of the requester's department."""
        heads = [
            person
            for person in self.organisation.people
            if person.role == Role.HOD and person.department_id == self.requester.department_id
        ]
        if self.team.group.is_desk and heads[0] not in (self.requester, self.worker):
            return heads[0]
        return self.dice.choice(self.others(self.requester, self.worker))

    def say(self, text):
        return fill(text, self.words)

    def chance(self, part):
        return self.dice.random() < part

    def reach(self, hours):
        """Go on by about so many hours; False when that is still to come."""
        wait = timedelta(hours=hours * self.dice.lognormvariate(0, 0.8))
        moment = within_hours(self.at + wait, self.dice)
        if moment > self.until:
            return False
        self.at = moment + timedelta(seconds=1)
        return True

    def lead(self):
        self.open()
        if self.chance(0.03) and self.reach(6):
            self.chronicle.withdraw(self.requester, self.at)
        elif self.chance(0.03) and self.reach(2):
            # What was deleted longer ago than the bin keeps would be gone at the worker's first round.
            end = self.chronicle.bin if self.at > self.until - KEPT_FOR else self.chronicle.withdraw
            end(self.requester, self.at)
        elif self.is_picked_up():
            self.work()
        return self.chronicle

    def open(self):
        story, team = self.story, self.team
        project = team.projects[0] if story.project and team.projects else None
        self.chronicle = self.Chronicle.open(
            self.requester,
            team.group,
            self.say(self.dice.choice(story.titles)),
            self.say(story.text),
            at=self.at,
            project=project,
            category=self.offer.category,
            priority=Priority(story.priority),
        )
        self.chronicle.answer(self.offer.answers(self.dice, self.say))
        if self.chance(0.08):
            self.chronicle.attach(self.requester, self.at, invent_file(self.dice, self.words))
        if self.chance(0.15) and self.reach(1):
            self.chronicle.follow(self.colleague, self.at)

    def is_picked_up(self):
        """Taken by somebody, given by the head of the group, or still waiting."""
        urgency = (1, 4, 14, 45)[self.story.priority]
        if self.chance(0.03) or not self.reach(urgency * self.dice.choice((0.3, 1, 1, 3))):
            return False
        led = not self.team.group.is_universal and self.worker != self.team.admin
        if led and self.chance(0.12):
            self.chronicle.assign(self.worker, self.team.admin, self.at)
        else:
            self.chronicle.claim(self.worker, self.at)
        return True

    def work(self):
        """Everything from taking it to the end, as far as the past reaches."""
        steps = (self.reconsider, self.talk, self.change_hands, self.settle, self.end)
        all(step() for step in steps)

    def reconsider(self):
        """Priority and due date, once somebody has read it."""
        if self.chance(0.14) and self.reach(1):
            now = self.chronicle.ticket.priority
            self.chronicle.set_priority(Priority(max(0, now - 1) if now else 1), self.worker, self.at)
        if self.chance(0.12) and self.reach(1):
            due = (self.at + timedelta(days=self.dice.randrange(2, 15))).date()
            self.chronicle.schedule(due, self.worker, self.at)
        return True

    def talk(self):
        """What they wrote to each other; False when the last line is still to come."""
        return all(self.line(line) for line in self.story.talk)

    def line(self, line):
        role, _, text = line.partition(": ")
        waits = self.chronicle.ticket.status == Status.WAITING
        if waits and self.chance(0.06) or not self.reach(30 if waits else 5):
            return False
        text = self.say(text)
        if waits and role != "requester":
            self.chronicle.resume(self.worker, self.at)
        if role == "ask":
            self.chronicle.set_waiting(self.worker, self.at, text)
        elif role == "note":
            self.chronicle.comment(self.worker, text, self.at, is_internal=True)
        else:
            files = [invent_file(self.dice, self.words)] if role == "requester" and self.chance(0.06) else []
            self.chronicle.comment(getattr(self, role), text, self.at, files=files)
        return True

    def change_hands(self):
        """Some give it to a colleague, some give it back and another takes it."""
        ticket = self.chronicle.ticket
        others = self.others(self.requester, self.worker)
        if not self.chance(0.1) or ticket.status not in HELD or self.worker in others:
            return True
        reason = self.say(self.dice.choice(REASONS[self.story.lang]))
        if not self.reach(5):
            return False
        successor = zipf(self.dice, others)
        if self.chance(0.5):
            self.chronicle.hand_over(successor, self.worker, self.at, reason)
        else:
            self.chronicle.drop(self.worker, self.at, reason)
            if not self.reach(10):
                return False
            self.chronicle.claim(successor, self.at)
        self.worker = successor
        return True

    def settle(self):
        if self.chance(0.05) or not self.reach(18):
            return False
        self.chronicle.resolve(self.worker, self.at, self.say(self.story.solution))
        return True

    def comes_back(self):
        often = 0.2 if self.story.reopen else 0.04
        return (
            self.chance(often) and self.reach(30) and self.at - self.chronicle.ticket.ended_at < REOPEN_WITHIN
        )

    def end(self):
        """Confirmed, come back, or closed by silence."""
        lang = self.story.lang
        if self.comes_back():
            reason = self.story.reopen or STILL_BROKEN[lang]
            self.chronicle.reopen(self.requester, self.at, self.say(reason))
            return self.reach(8) and self.settle() and self.end()
        if self.chance(0.55) and self.reach(7):
            if self.chance(0.5):
                self.chronicle.comment(self.requester, self.dice.choice(THANKS[lang]), self.at)
            self.chronicle.confirm(self.requester, self.at)
        else:
            filed = self.chronicle.ticket.ended_at + REOPEN_WITHIN + timedelta(hours=3)
            if filed < self.until:
                self.chronicle.close_after_silence(filed)
        return True
