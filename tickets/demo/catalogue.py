"""What the desks of the demo offer: categories over the classic routes, with their questions."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tickets.demo.naming import free_name
from tickets.models import Category, Question, Route
from tickets.questions import counting


@dataclass
class Offer:
    """A category, and for each of its questions the answers from which the demo's people choose."""

    category: Category | None
    pools: dict

    @property
    def is_routed(self):
        return bool(self.category and self.category.needs_approval)

    @property
    def approvers(self):
        """The kinds of its steps, in order."""
        steps = self.category.route.steps.all() if self.is_routed else ()
        return tuple(step.approver for step in steps)

    def answers(self, dice, say):
        """{question: answer} for the questions that count."""
        answers = {question: say(dice.choice(pool)) for question, pool in self.pools.items()}
        return {question: answers[question] for question in counting(list(answers), answers)}


@cache
def plans():
    return tomllib.loads(Path(__file__).with_name("catalogue.toml").read_text())["category"]


def offers(desk, group):
    """{name: Offer} for the desk of this key, made in its group."""
    return {plan["name"]: offer(plan, group) for plan in plans() if plan["desk"] == desk}


def offer(plan, group):
    category = Category.objects.create(
        group=group,
        name=plan["name"],
        sentence=plan["sentence"],
        icon=plan["icon"],
        route=route_over(*plan["route"]),
        default_priority=plan.get("default_priority", 2),
    )
    pools, by_label = {}, {}
    for position, asked in enumerate(plan.get("question", ()), 1):
        question = Question.objects.create(
            category=category,
            position=position,
            label=asked["label"],
            help_text=asked.get("help_text", ""),
            kind=asked["kind"],
            choices="\n".join(asked.get("choices", ())),
            is_required=asked.get("is_required", False),
            shown_when=by_label.get(asked.get("shown_when")),
            shown_value=asked.get("shown_value", ""),
        )
        by_label[question.label] = question
        pools[question] = asked["answers"]
    return Offer(category, pools)


def route_over(*approvers):
    """A route of the site; where it has none of these steps, one of the demo's own."""
    route = Route.objects.over(*approvers)
    return route or Route.objects.lay(free_name(Route, "Demo"), *approvers, is_demo=True)
