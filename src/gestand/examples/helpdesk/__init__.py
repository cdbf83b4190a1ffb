"""Voorbeeldbalie B.V.: a supplier of helpdesk software, for itself and for its customers. README.md shows what to look for."""
