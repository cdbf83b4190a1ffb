"""Voorbeeldplein B.V.: a platform for online meetings and communities, its rows and its policy. README.md shows what to look for."""
