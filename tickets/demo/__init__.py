"""The demo organisation: `seed` builds it, with months of history, and takes exactly it away again."""
