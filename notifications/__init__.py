"""Who is told of an event, how, and why: in the site, by mail, live. Reads events, writes no other app's rows."""
