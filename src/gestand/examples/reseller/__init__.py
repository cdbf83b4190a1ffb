"""Voorbeeld Software B.V.: a reseller of business software with a portal, its rows and its policy. README.md shows what to look for."""
