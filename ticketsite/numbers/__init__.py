"""Dashboards and reports: tickets' numbers and approvals' numbers on one page."""
