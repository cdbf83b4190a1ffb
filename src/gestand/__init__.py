"""Gestand keeps the promises of a privacy statement on real databases, and proves it."""
