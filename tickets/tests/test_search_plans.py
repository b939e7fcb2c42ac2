"""At 20,000 tickets each search finds its rows by the index of words, for whoever sees much or little."""

import json

import pytest
from django.db import connection

from tickets.models import Ticket
from tickets.search import narrow, read

pytestmark = pytest.mark.postgres
ROWS = 20_000


@pytest.fixture
def many(facilities, everyone, tom):
    """One in ten says "imprimante", one in a thousand "catenaire"."""
    Ticket.objects.bulk_create(
        Ticket(
            title=f"Printer {number}",
            description="imprimante" if number % 10 == 0 else "catenaire" if number % 1000 == 1 else "",
            group=facilities,
            requester=tom,
        )
        for number in range(ROWS)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tickets_ticket")
        cursor.execute("ANALYZE tickets_searchtext")


def nodes(plan):
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def test_no_search_reads_all(many, tom, zoe, ada):
    for user in (tom, zoe, ada):
        for line in ("catenaire", "imprimante", '"catenaire"', "catenaire -printer"):
            found = narrow(Ticket.objects.visible_to(user), user, read(line, user)).order_by("-pk")[:25]
            plan = json.loads(found.explain(format="json"))[0]["Plan"]
            read_whole = {
                node["Relation Name"]
                for node in nodes(plan)
                if node["Node Type"] in ("Seq Scan", "Parallel Seq Scan")
            }
            assert not read_whole & {"tickets_searchtext", "tickets_comment"}, (user, line)
            assert line == "imprimante" or "tickets_ticket" not in read_whole, (user, line)


def test_the_newest_are_found_by_words_and_marks(many):
    """A function hides its plan, so this is the query that it asks."""
    sql = """
        EXPLAIN (FORMAT JSON) SELECT ticket_id FROM tickets_searchtext
        WHERE (words @@ '''printer'' & ''p:1''' OR all_words @@ '''printer'' & ''p:1''') AND ticket_id + 0 < 5000
        ORDER BY ticket_id + 0 DESC LIMIT 1000
    """
    with connection.cursor() as cursor:
        cursor.execute(sql)
        (plan,) = cursor.fetchone()

    used = {node.get("Index Name") for node in nodes(plan[0]["Plan"])} - {None}

    assert used == {"tickets_searchtext_words", "tickets_searchtext_all_words"}
