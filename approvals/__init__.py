"""Decisions on tickets, who may decide now, and the approvals inbox. A decision moves a ticket on."""
