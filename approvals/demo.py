"""How the demo's requests lived that somebody has to approve: through every state that approvals know."""

from dataclasses import dataclass
from datetime import timedelta

from accounts.models import Role
from approvals import mandates
from approvals.chronicle import RoutedChronicle
from tickets.demo import lives
from tickets.demo.stories import load
from tickets.models import Approver
from tickets.statuses import Status

SHARE = 6  # one in so many tickets goes this way

HOD, IT_HEAD, BOTH = (Approver.HOD,), (Approver.IT_HEAD,), (Approver.HOD, Approver.IT_HEAD)
ANY = (HOD, IT_HEAD, BOTH)

YES = {
    "en": ("", "", "", "Fine with me.", "Makes sense, please go ahead."),
    "fr": ("", "", "", "D'accord pour moi.", "Cela me paraît justifié."),
}


@dataclass(frozen=True)
class Course:
    """What becomes of a request: `acts` are methods of a life, `days` how long ago it began."""

    acts: tuple
    days: tuple
    routes: tuple = ANY
    department: str = ""
    by_head: bool = False  # the head of the department asks
    weight: int = 0  # how often it comes beyond the first time


WORKED_OFF = ("pass_all", "work_off")

# The first tickets take one course each, in this order; the rest by weight.
COURSES = (
    Course(("wait",), (0.3, 3), (HOD, BOTH), department="finance", weight=1),
    Course(("pass_one", "wait"), (5, 9), (BOTH,), weight=2),
    Course(("wait",), (0.4, 5), (IT_HEAD,), weight=1),
    Course(("doubt", "wait"), (5, 8), (HOD, BOTH), department="finance"),
    Course(("refuse",), (12, 150), weight=2),
    Course(("refuse", "ask_again", "wait"), (9, 14)),
    Course(("give_up",), (10, 150), weight=1),
    Course(WORKED_OFF, (20, 190), weight=12),
    Course(("doubt", *WORKED_OFF), (20, 190), weight=4),
    Course(("refuse", "ask_again", *WORKED_OFF), (30, 150), weight=2),
    Course(WORKED_OFF, (37, 41), (HOD, BOTH), department="operations"),  # its head was away
    Course(("wait",), (0.3, 3), (HOD,), department="sales"),  # its head is away
    Course(WORKED_OFF, (20, 150), (HOD,), by_head=True, weight=1),  # nobody below the IT Heads is left
    Course(("wait",), (0.5, 3), (HOD,), by_head=True),
    Course(("wait",), (0.5, 3), (BOTH,), by_head=True),  # a later step remains
)


def invent(setting, number):
    """Lives of `number` tickets: those that nobody has to approve, and among them those that somebody has."""
    routed = number // SHARE
    return lives.invent(setting, number - routed) + list(invent_routed(setting, routed))


def invent_routed(setting, number):
    dice, organisation = setting.dice, setting.organisation
    stories = {}
    for story in load():
        stories.setdefault(organisation.offer_of(story).approvers, []).append(story)
    more = dice.choices(COURSES, [course.weight for course in COURSES], k=max(number - len(COURSES), 0))
    for course in [*COURSES, *more][:number]:
        story = dice.choice([story for route in course.routes for story in stories[route]])
        began = setting.until - timedelta(days=dice.uniform(*course.days))
        at = lives.within_hours(began, dice)
        if at >= setting.until:
            at = setting.until - timedelta(minutes=dice.randrange(3, 300))
        yield RoutedLife(setting, story, at, course)


class RoutedLife(lives.Life):
    """A ticket from its opening through its approvals to its end, or to today."""

    Chronicle = RoutedChronicle

    def __init__(self, setting, story, at, course):
        self.course = course
        super().__init__(setting, story, at)
        self.words["colleague"] = str(self.dice.choice(self.mates()))

    def mates(self):
        """Who is named in the words: of the same department, and not the head who decides."""
        own = self.requester.department_key
        mates = (p for p in self.organisation.people if (p.role, p.department_key) == (Role.USER, own))
        return [person for person in mates if person != self.requester]

    def choose_requester(self):
        role = Role.HOD if self.course.by_head else Role.USER
        pool = [person for person in self.organisation.people if person.role == role]
        pool = [p for p in pool if self.course.department in ("", p.department_key)]
        fitting = [person for person in pool if person.language == self.story.lang]
        return self.dice.choice(fitting or pool)

    def lead(self):
        self.open()
        for act in self.course.acts:
            getattr(self, act)()
        return self.chronicle

    def go_on(self, hours):
        """Later, but in any case in the past: what a course says has happened."""
        if not self.reach(hours):
            self.at += (self.until - self.at) / 3

    def decider(self):
        """(who decides the next step at this moment, the person for whom or None)."""
        approvers = mandates.approvers(self.chronicle.open_steps()[0], self.chronicle.ticket)
        approver = self.dice.choice([person for person in approvers if person.is_demo])
        for absence in self.organisation.absences:
            is_away = absence.starts_on <= self.at.date() <= absence.ends_on
            if absence.person == approver and is_away and absence.substitute != self.requester:
                return absence.substitute, approver
        return approver, None

    def wait(self):
        """For whoever comes next."""

    def pass_one(self):
        self.go_on(8)
        by, on_behalf_of = self.decider()
        comment = self.dice.choice(YES[by.language])
        self.chronicle.approve(by, self.at, comment, on_behalf_of=on_behalf_of)

    def pass_all(self):
        while self.chronicle.ticket.status == Status.PENDING:
            self.pass_one()

    def doubt(self):
        """The approver asks for more, and the requester answers."""
        self.go_on(5)
        by, on_behalf_of = self.decider()
        self.chronicle.ask(by, self.at, self.say(self.story.doubt), on_behalf_of=on_behalf_of)
        self.go_on(3)
        self.chronicle.comment(self.requester, self.say(self.story.reply), self.at)

    def refuse(self):
        self.go_on(8)
        by, on_behalf_of = self.decider()
        self.chronicle.reject(by, self.at, self.say(self.story.refusal), on_behalf_of=on_behalf_of)

    def ask_again(self):
        """With better words."""
        self.go_on(20)
        better = f"{self.chronicle.ticket.description}\n\n{self.say(self.story.better)}"
        self.chronicle.edit(self.requester, self.at, description=better)
        self.chronicle.resubmit(self.requester, self.at)

    def give_up(self):
        self.go_on(12)
        self.chronicle.withdraw(self.requester, self.at)

    def work_off(self):
        if self.is_picked_up():
            self.work()
