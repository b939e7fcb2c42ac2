"""Tickets taken out: as a table for spreadsheets, or as lines that another site of this kind reads back whole."""
