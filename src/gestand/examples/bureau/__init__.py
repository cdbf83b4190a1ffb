"""Voorbeeld Marketing B.V.: a bureau that works on its clients' files. README.md shows what to look for."""
