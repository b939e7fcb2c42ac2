"""The way of a ticket through its approvals, for people: what was decided, who is asked, what comes."""

from dataclasses import dataclass, field

from accounts.models import User
from approvals import mandates
from approvals.models import Decision
from approvals.verdicts import Verdict
from tickets.models import Step, Ticket
from tickets.statuses import Status
from ticketsite.kit.planned import PlannedQuery

DECISIONS = PlannedQuery(Decision.objects.of)
STEPS = PlannedQuery(lambda route: Step.objects.filter(route=route).select_related("person"))


@dataclass
class Stage:
    """A step of the present attempt: `state` is decided, asked, coming, skipped or stopped."""

    step: Step
    state: str
    decision: Decision | None = None
    asked: list = field(default_factory=list)


@dataclass
class Journey:
    """`stages` of the present attempt; `earlier`: decisions that no longer count, and questions."""

    stages: list
    earlier: list

    @property
    def deciders(self):
        """Who may decide now."""
        return [person for stage in self.stages for person, _principal in stage.asked]

    @property
    def waits_for_nobody(self):
        """Somebody would have to decide, and nobody is left who may."""
        return any(stage.state == "asked" and not stage.asked for stage in self.stages)


def journey(ticket):
    """The journey of a ticket whose category has a route, or that was ever decided on; else None."""
    decisions = DECISIONS.instances(ticket.pk)
    steps = route_of(ticket)
    if not steps and not decisions:
        return None
    valid = [decision for decision in decisions if decision.content_hash == ticket.content_hash]
    open_steps = [step.pk for step in mandates.open_steps(ticket)]
    stages = [_stage(ticket, step, valid, open_steps) for step in steps]
    shown = {stage.decision.pk for stage in stages if stage.decision}
    return Journey(stages, [decision for decision in decisions if decision.pk not in shown])


def route_of(ticket):
    if not ticket.category_id or not ticket.category.route_id:
        return []
    return STEPS.instances(ticket.category.route_id)


def _stage(ticket, step, valid, open_steps):
    given = [d for d in valid if (d.approver, d.person_id) == (step.approver, step.person_id)]
    final = [d for d in given if d.verdict != Verdict.ASK]
    if final:
        return Stage(step, "stopped" if final[-1].verdict == Verdict.REJECT else "decided", final[-1])
    if step.pk not in open_steps:
        return Stage(step, "skipped" if ticket.is_pending else "coming")
    if step.pk != open_steps[0]:
        return Stage(step, "coming")
    return Stage(step, "asked", asked=asked_people(step, ticket))


def asked_people(step, ticket):
    """[(user, the person they would decide for, or None)], approvers before their substitutes."""
    found = mandates.deciders(step, ticket)
    people = User.objects.in_bulk({*found, *filter(None, found.values())})
    return [(people[user], people.get(principal)) for user, principal in found.items()]


def forecast(category, user, project=None):
    """Who will be asked, step by step, were this person to raise a ticket of this category now."""
    draft = Ticket(
        requester=user,
        department_id=user.department_id,
        group=category.group,
        category=category,
        project=project,
        status=Status.PENDING,
    )
    return [(step, mandates.approvers(step, draft)) for step in mandates.open_steps(draft)]
