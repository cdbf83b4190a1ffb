"""The desk, for every test of a promise."""

from promises.desk import desk

__all__ = ["desk"]
