from datetime import UTC, datetime

import pytest

from accounts.models import User
from tickets.models import Comment, Ticket
from ticketsite.kit.moulds import Mould

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
GIVEN = {
    Ticket: {"requester": User(pk=7), "title": "Lamp", "opened_at": NOON, "updated_at": NOON},
    Comment: {"author_id": 7, "body": "Works.", "created_at": NOON},
}


@pytest.mark.parametrize("model", GIVEN)
def test_a_row_of_a_mould_is_one_of_the_class(model):
    mould = Mould(model)
    first, second = mould(**GIVEN[model]), mould(**GIVEN[model])
    made = model(**GIVEN[model])

    own = {name: value for name, value in first.__dict__.items() if name != "_state"}
    assert own == {name: value for name, value in made.__dict__.items() if name != "_state"}
    assert first._state.adding
    assert first._state is not second._state


def test_what_is_worked_out_for_each_row_is_not_taken_from_another():
    assert "created_at" not in Mould(Comment)(author_id=7).__dict__
