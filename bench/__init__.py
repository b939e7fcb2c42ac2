"""Measures what pages cost as tickets grow: `make bench`. No part of the site."""
