"""Organisations that do not exist, to try everything on."""
