"""Fills an empty site with as many tickets as an organisation gathers in years, to measure what pages cost."""
