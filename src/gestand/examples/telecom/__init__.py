"""Voorbeeld Telecom B.V.: a database, its rows and its policy. README.md shows what to look for."""
