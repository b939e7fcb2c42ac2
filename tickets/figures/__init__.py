"""Numbers over tickets: SQL over columns, within what the reader may see, each with the list that it counts."""
