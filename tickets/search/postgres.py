"""The index on PostgreSQL: a tsvector a ticket in `tickets_searchtext`, kept by triggers (migration 0013_search)."""

from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import FloatField, Func, Q, TextField, Value

from groups.standing import PersonQuery
from tickets.models import Ticket
from tickets.search import scope
from tickets.search.words import Term, Words
from tickets.visibility import workable
from ticketsite.kit.sql import About

WANTED = 400  # before it is asked which of them may be seen
SUGGESTED = 8

MATCHING = "{key} IN (SELECT ticket_id FROM tickets_searchtext WHERE words @@ {0} OR all_words @@ {0})"
NEWEST = "{key} IN (SELECT tickets_search_newest({0}, {1}, {2}, {3}))"
# Where there are no internal notes, whatever was found is for all who see the ticket.
PUBLIC = (
    "EXISTS (SELECT FROM tickets_searchtext WHERE ticket_id = {key} AND (all_words IS NULL OR words @@ {0}))"
)
SAID = "EXISTS (SELECT FROM tickets_searchtext WHERE ticket_id = {key} AND words @@ {0})"
NOTED = "EXISTS (SELECT FROM tickets_searchtext WHERE ticket_id = {key} AND all_words @@ {0})"
SCORE = (
    "(SELECT ts_rank('{{0.05, 0.1, 0.4, 1}}', words, {0}, 1) FROM tickets_searchtext WHERE ticket_id = {key})"
)


class Asked(Func):
    """The query for a term; `beginnings` says whether of beginnings all that begins so is found."""

    function = "tickets_term"
    output_field = TextField()

    def __init__(self, term, beginnings):
        super().__init__(Value(term.text), Value(beginnings and term.is_beginning))


class Joined(Func):
    """Queries made into one."""

    template = "(%(expressions)s)"
    output_field = TextField()

    def __init__(self, queries, sign):
        super().__init__(*queries, arg_joiner=sign)


class Without(Func):
    template = "!!(%(expressions)s)"
    output_field = TextField()


class Marks(Func):
    """The query that `any_of` writes; none of an empty text."""

    template = "NULLIF(%(expressions)s, '')::tsquery"
    output_field = TextField()

    def __init__(self, listed):
        super().__init__(Value(listed))


def any_of(marks, weight=""):
    """A query for any of these marks or folded words of ours, nothing that was typed; "" of None, who sees all."""
    return " | ".join(f"'{mark}'{weight}" for mark in sorted(marks or ()))


def query(words, beginnings=True):
    asked = [Asked(term, beginnings) for term in words.asked]
    return Joined([*asked, *(Without(Asked(term, True)) for term in words.excluded)], " && ")


def narrow(queryset, user, words):
    asked, marks = query(words), scope.marks(user)
    if words.asked:
        within = asked if marks is None else Joined([asked, Marks(any_of(marks))], " && ")
        queryset = queryset.filter(About(MATCHING, within))
    return readable(queryset, user, words, asked)


def best(user, words, limit):
    """Keys of the newest that match, the best first; of what is everywhere not all is looked at."""
    texts = [term.text for term in (*words.asked, *words.excluded)]
    asked, excluded = (tuple(term.is_beginning for term in terms) for terms in (words.asked, words.excluded))
    marks = any_of(scope.marks(user))
    return best_first(BEST.rows(user, marks, *texts, asked=asked, excluded=excluded, limit=limit))


def in_order(queryset, words, limit):
    return best_first(scored(queryset, words, limit))


def best_first(rows):
    return [key for _score, key in sorted(rows, reverse=True)]


def scored(queryset, words, limit):
    """Rows of (score, key) of the newest."""
    score = About(SCORE, query(words), output_field=FloatField())
    return queryset.order_by("-pk").values_list(score, "pk")[:limit]


def _best(user, marks, *texts, asked, excluded, limit):
    """The same of all that the person sees; `asked` and `excluded` say of each text whether it is a beginning."""
    terms = [Term(text, is_beginning) for text, is_beginning in zip(texts, asked + excluded, strict=True)]
    words = Words(asked=terms[: len(asked)], excluded=terms[len(asked) :])
    newest = About(NEWEST, query(words, beginnings=False), query(words), Marks(marks), Value(WANTED))
    found = readable(Ticket.objects.visible_to(user).filter(newest), user, words, query(words))
    return scored(found, words, limit)


BEST = PersonQuery(_best)


def readable(queryset, user, words, asked):
    """Without what only an internal note says, for people who may not read it."""
    reads_notes = Q() if user.is_admin else workable(user)
    if not user.is_admin:
        queryset = queryset.filter(
            reads_notes | Q(About(PUBLIC, asked)) if words.asked else About(SAID, asked)
        )
    elif not words.asked:
        queryset = queryset.filter(About(SAID, asked))
    for term in words.excluded:
        queryset = queryset.exclude(Q(About(NOTED, Asked(term, True))) & reads_notes)
    return queryset


def words_like(word):
    """Words of titles, of whichever ticket, that are spelt nearly so."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM tickets_searchword WHERE word %% %s ORDER BY similarity(word, %s) DESC LIMIT %s",
            [word, word, SUGGESTED],
        )
        return [found for (found,) in cursor.fetchall()]


def titled(queryset, user, words, statuses=()):
    """The newest of which the title holds one of these folded words, and which have one of these statuses."""
    asked = Marks(any_of(words, ":A"))
    if statuses:
        asked = Joined([asked, Marks(any_of(f"s:{status}" for status in statuses))], " && ")
    return queryset.filter(About(NEWEST, asked, asked, Marks(any_of(scope.marks(user))), Value(WANTED)))


SLICE = 20_000


def rebuild():
    """Write the whole index anew, and its GIN indexes after the rows, which takes a third of the time."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE tickets_searchtext, tickets_searchword")
        indexes = dropped(cursor)
        cursor.execute("SELECT COALESCE(min(id), 0), COALESCE(max(id), -1) FROM tickets_ticket")
        first, last = cursor.fetchone()
        for start in range(first, last + 1, SLICE):
            ids = "SELECT id FROM tickets_ticket WHERE id >= %s AND id < %s"
            cursor.execute(f"SELECT tickets_search_write(ARRAY({ids}))", [start, start + SLICE])
        for definition in indexes:
            cursor.execute(definition)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tickets_searchtext")


def dropped(cursor):
    """Drops the indexes of words; the SQL that makes them again."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() "
        "AND tablename IN ('tickets_searchtext', 'tickets_searchword') AND indexdef LIKE '%% USING gin %%'"
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
    return [definition for _name, definition in found]


@contextmanager
def not_written():
    """Nothing is indexed that is written inside, in one transaction: whoever writes has to do it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tickets.search_later', 'yes', true)")
        yield
        cursor.execute("SELECT set_config('tickets.search_later', '', true)")


@contextmanager
def written_later(tickets):
    """Many rows are written inside, in one transaction; the index gets their tickets once, at its end."""
    with not_written():
        yield
    write([ticket.pk for ticket in tickets])


@contextmanager
def indexed_by_batch():
    """The words are written by batch, their GIN indexes at the end."""
    with not_written():
        with connection.cursor() as cursor:
            indexes = dropped(cursor)
        yield write
        with connection.cursor() as cursor:
            for definition in indexes:
                cursor.execute(definition)


def write(keys):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tickets_search_write(%s)", [list(keys)])
