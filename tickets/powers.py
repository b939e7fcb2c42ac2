"""What a person may do with a ticket, asked of the rules once, for templates to read."""

from tickets import rules
from tickets.statuses import Status

POWERS = {
    "work": rules.may_work,
    "claim": rules.may_claim,
    "hold": rules.holds,
    "resolve": rules.may_resolve,
    "resume": rules.may_resume,
    "release": rules.may_release,
    "assign": rules.may_assign,
    "ask_takeover": rules.may_ask_takeover,
    "confirm": rules.may_confirm,
    "reopen": rules.may_reopen,
    "close": rules.may_close,
    "edit": rules.may_edit,
    "withdraw": rules.may_withdraw,
    "delete": rules.may_delete,
    "move": rules.may_move_out,
    "place": rules.may_place,
    "prioritise": rules.may_prioritise,
    "comment": rules.may_comment,
    "note": rules.may_comment_internally,
    "let_in": rules.may_let_in,
    "say_me_too": rules.may_say_me_too,
}

RARE = (
    "edit",
    "prioritise",
    "recategorise",
    "place",
    "move",
    "assign",
    "release",
    "close",
    "withdraw",
    "delete",
)


class TicketPowers:
    """`may.claim`, `may.edit`, ...: one flag a verb."""

    def __init__(self, user, ticket):
        for name, rule in POWERS.items():
            setattr(self, name, rule(user, ticket))
        self.wait = self.hold and ticket.status == Status.IN_PROGRESS
        self.take_up = rules.may_ask_again(user, ticket)
        self.recategorise = rules.may_triage(user, ticket) or rules.may_recategorise(user, ticket)
        self.close = self.close and not self.confirm
        self.see_who = user.is_staff or self.work
        self.has_more = any(getattr(self, name) for name in RARE)
