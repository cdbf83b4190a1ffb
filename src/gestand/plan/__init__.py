"""Plans: what a question comes down to, as a list of frozen steps. Pure: no database is asked here."""
