"""The newest that match, found by the index of words alone: a planner that knows numbers would walk through them.

Measured at 1,000,000 tickets: 5 to 130 ms instead of 30 to 600. What begins with a word is looked for where fewer than
a page of tickets hold the whole word.
"""

from django.db import migrations

NEWEST = """
CREATE OR REPLACE FUNCTION tickets_search_newest(exact tsquery, beginnings tsquery, scope tsquery, wanted int)
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
    page int := 25;
BEGIN
    FOREACH asked IN ARRAY ARRAY[exact, beginnings] LOOP
        below := newest + 1;
        found := 0;
        FOREACH size IN ARRAY CASE WHEN asked::text = exact::text THEN ARRAY[12, 15, 0] ELSE ARRAY[0] END LOOP
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
                WHERE (words @@ within OR all_words @@ within) AND ticket_id + 0 < below AND ticket_id + 0 >= above
                ORDER BY ticket_id + 0 DESC LIMIT wanted - found;
            GET DIAGNOSTICS got = ROW_COUNT;
            found := found + got;
            below := above;
            EXIT WHEN found >= wanted OR above <= 0;
        END LOOP;
        EXIT WHEN found >= page OR exact::text = beginnings::text;
    END LOOP;
END
$$;
"""


def replace(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(NEWEST, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0013_search"),
    ]

    operations = [migrations.RunPython(replace, migrations.RunPython.noop)]
