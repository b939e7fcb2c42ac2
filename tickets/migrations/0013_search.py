"""The index of the search on PostgreSQL; SQLite's is made after each `migrate`, see tickets/search/sqlite.py.

A document a ticket, kept by triggers: whoever writes a word, a verb, an import or a COPY, it is found in the same
transaction. `words` holds what all who see the ticket may read, `all_words` the internal notes too, where there are any.
Marks such as g:12 say in which group, with whom and in which stretch of numbers a ticket is: no text contains a colon.
"""

from django.db import migrations

EXTENSIONS = "CREATE EXTENSION IF NOT EXISTS unaccent; CREATE EXTENSION IF NOT EXISTS pg_trgm;"

TABLES = """
CREATE TABLE tickets_searchtext (
    ticket_id bigint PRIMARY KEY, words tsvector NOT NULL, all_words tsvector
) WITH (toast_tuple_target = 8160);
CREATE TABLE tickets_searchword (word text PRIMARY KEY);
"""

# Small pending lists: a search reads them whole.
INDEXES = """
CREATE INDEX tickets_searchtext_words ON tickets_searchtext USING gin (words) WITH (gin_pending_list_limit = 256);
CREATE INDEX tickets_searchtext_all_words ON tickets_searchtext USING gin (all_words)
    WITH (gin_pending_list_limit = 256);
CREATE INDEX tickets_searchword_like ON tickets_searchword USING gin (word {schema}.gin_trgm_ops);
"""

# Words alone, without accents and case: addresses and file names are split at their dots.
FOLD = r"""
CREATE FUNCTION tickets_fold(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT lower(translate(
        {schema}.unaccent('{schema}.unaccent'::regdictionary, $1),
        '!"#$%&''()*+,-./:;<=>?@[\]^_`{{|}}~', repeat(' ', 32)
    ))
$$;
CREATE FUNCTION tickets_vector(text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT to_tsvector('simple', tickets_fold(CASE WHEN octet_length($1) > 400000 THEN left($1, 100000) ELSE $1 END))
$$;
CREATE FUNCTION tickets_term(term text, is_beginning boolean) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT CASE WHEN is_beginning AND numnode(q) > 0 THEN (q::text || ':*')::tsquery ELSE q END
    FROM (SELECT phraseto_tsquery('simple', tickets_fold(term)) AS q) AS plain
$$;
"""

WRITE = """
CREATE FUNCTION tickets_search_write(ids bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO tickets_searchword
    SELECT DISTINCT lexeme FROM tickets_ticket t, unnest(tickets_vector(t.title))
    WHERE t.id = ANY(ids) AND length(lexeme) BETWEEN 4 AND 40 ON CONFLICT DO NOTHING;

    INSERT INTO tickets_searchtext AS old (ticket_id, words, all_words)
    SELECT t.id,
        marks || setweight(tickets_vector(t.title), 'A')
            || setweight(tickets_vector(concat_ws(' ', t.description, answered)), 'B')
            || setweight(tickets_vector(concat_ws(' ', files, said)), 'C'),
        CASE WHEN noted IS NULL AND noted_files IS NULL THEN NULL
        ELSE marks || setweight(tickets_vector(t.title), 'A')
            || setweight(tickets_vector(concat_ws(' ', t.description, answered)), 'B')
            || setweight(tickets_vector(concat_ws(' ', files, said, noted_files, noted)), 'C') END
    FROM tickets_ticket t
    JOIN groups_group g ON g.id = t.group_id
    CROSS JOIN LATERAL (
        SELECT string_agg(body, E'\\n' ORDER BY id) FILTER (WHERE NOT is_internal) AS said,
            string_agg(body, E'\\n' ORDER BY id) FILTER (WHERE is_internal) AS noted
        FROM tickets_comment WHERE ticket_id = t.id AND deleted_at IS NULL
    ) AS comments
    CROSS JOIN LATERAL (
        SELECT string_agg(name, ' ') FILTER (WHERE c.is_internal IS NOT TRUE) AS files,
            string_agg(name, ' ') FILTER (WHERE c.is_internal) AS noted_files
        FROM tickets_attachment f LEFT JOIN tickets_comment c ON c.id = f.comment_id
        WHERE f.ticket_id = t.id AND f.removed_at IS NULL
    ) AS attachments
    CROSS JOIN LATERAL (SELECT string_agg(value, ' ') AS answered FROM tickets_answer WHERE ticket_id = t.id) AS answers
    CROSS JOIN LATERAL (
        SELECT array_to_tsvector(array_remove(ARRAY[
            'g:' || t.group_id, 'p:' || t.requester_id, 'p:' || t.assignee_id, 'd:' || t.department_id,
            's:' || t.status, CASE WHEN t.status = 'open' THEN 'w:' || t.group_id END,
            CASE WHEN g.kind = 'desk' THEN 'k:desk' END, CASE WHEN g.is_universal THEN 'k:everyone' END,
            'n12:' || (t.id >> 12), 'n15:' || (t.id >> 15), 'n18:' || (t.id >> 18)
        ] || ARRAY(SELECT 'p:' || user_id FROM tickets_follow WHERE ticket_id = t.id), NULL)) AS marks
    ) AS marked
    WHERE t.id = ANY(ids)
    ON CONFLICT (ticket_id) DO UPDATE SET words = EXCLUDED.words, all_words = EXCLUDED.all_words;
$$;
"""

# One function a kind of row; `tickets.search_later` is set while many rows are written whose index is filled at the end.
WATCH = """
CREATE FUNCTION tickets_search_watch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    IF current_setting('tickets.search_later', true) = 'yes' THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM tickets_searchtext;
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM tickets_search_write(ARRAY[NEW.{key}]);
    ELSIF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'tickets_ticket' THEN
        DELETE FROM tickets_searchtext WHERE ticket_id IN (SELECT {key} FROM changed);
    ELSE
        SELECT array_agg(DISTINCT {key}) INTO ids FROM changed;
        IF ids IS NOT NULL THEN
            PERFORM tickets_search_write(ids);
        END IF;
    END IF;
    RETURN NULL;
END
$$;
"""

# {table: (the column with the ticket's key, the columns that matter)}
WATCHED = {
    "tickets_ticket": ("id", "title description group_id requester_id assignee_id department_id status"),
    "tickets_comment": ("ticket_id", "body is_internal deleted_at"),
    "tickets_attachment": ("ticket_id", "name removed_at"),
    "tickets_answer": ("ticket_id", "value"),
    "tickets_follow": ("ticket_id", "user_id"),
}

TRIGGERS = """
CREATE TRIGGER {table}_search_added AFTER INSERT ON {table} REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION {watch}();
CREATE TRIGGER {table}_search_removed AFTER DELETE ON {table} REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION {watch}();
CREATE TRIGGER {table}_search_changed AFTER UPDATE ON {table}
    FOR EACH ROW WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION {watch}();
"""

EMPTIED = """
CREATE TRIGGER tickets_ticket_search_emptied AFTER TRUNCATE ON tickets_ticket
    FOR EACH STATEMENT EXECUTE FUNCTION tickets_search_watch_id();
"""

# The newest that match. Stretches of numbers that grow eightfold, so that a word which is everywhere costs no more
# than a rare one; whole words first, and what begins with them when those are few.
NEWEST = """
CREATE FUNCTION tickets_search_newest(exact tsquery, beginnings tsquery, scope tsquery, wanted int)
RETURNS SETOF bigint LANGUAGE plpgsql STABLE ROWS 500 SET enable_seqscan = off AS $$
DECLARE
    newest bigint := (SELECT max(ticket_id) FROM tickets_searchtext);
    below bigint;
    size int;
    above bigint;
    asked tsquery;
    within tsquery;
    found int;
    got int;
BEGIN
    FOREACH asked IN ARRAY ARRAY[exact, beginnings] LOOP
        below := newest + 1;
        found := 0;
        FOREACH size IN ARRAY ARRAY[12, 15, 18, 0] LOOP
            within := asked;
            above := 0;
            IF size > 0 THEN
                above := ((newest >> size) - 1) << size;
                within := within && format('''n%s:%s'' | ''n%s:%s''', size, newest >> size, size, (newest >> size) - 1)::tsquery;
            END IF;
            IF scope IS NOT NULL THEN
                within := within && scope;
            END IF;
            RETURN QUERY SELECT ticket_id FROM tickets_searchtext
                WHERE (words @@ within OR all_words @@ within) AND ticket_id < below AND ticket_id >= above
                ORDER BY ticket_id + 0 DESC LIMIT wanted - found;
            GET DIAGNOSTICS got = ROW_COUNT;
            found := found + got;
            below := above;
            EXIT WHEN found >= wanted OR above <= 0;
        END LOOP;
        EXIT WHEN found >= wanted OR exact::text = beginnings::text;
    END LOOP;
END
$$;
"""

FILL = "SELECT tickets_search_write(ARRAY(SELECT id FROM tickets_ticket))"


def make(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(EXTENSIONS)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT nspname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname = 'unaccent'"
        )
        schema = schema_editor.quote_name(cursor.fetchone()[0])
    for sql in (TABLES, FOLD.format(schema=schema), WRITE, NEWEST):
        schema_editor.execute(sql, params=None)
    for table, (key, columns) in WATCHED.items():
        watch = f"tickets_search_watch_{key}"
        old, new = (", ".join(f"{row}.{name}" for name in columns.split()) for row in ("OLD", "NEW"))
        if table in ("tickets_ticket", "tickets_comment"):
            named = WATCH.replace("tickets_search_watch()", f"{watch}()").replace("{key}", key)
            schema_editor.execute(named, params=None)
        schema_editor.execute(TRIGGERS.format(table=table, watch=watch, old=old, new=new), params=None)
    schema_editor.execute(EMPTIED, params=None)
    schema_editor.execute(FILL, params=None)
    schema_editor.execute(INDEXES.format(schema=schema), params=None)


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(
        """
        DROP FUNCTION tickets_search_watch_id, tickets_search_watch_ticket_id CASCADE;
        DROP FUNCTION tickets_search_newest, tickets_search_write, tickets_term, tickets_vector, tickets_fold;
        DROP TABLE tickets_searchtext, tickets_searchword;
        """,
        params=None,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0002_universal_group"),
        ("tickets", "0012_import_batches"),
    ]

    operations = [migrations.RunPython(make, unmake)]
