"""Tickets from elsewhere: formats produce Readings, `run` turns Readings into chronicles, the ledger writes them."""
