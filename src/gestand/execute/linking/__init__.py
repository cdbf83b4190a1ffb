"""Whose rows are they, where no key says so? Links between tables are proposed from names and from the values themselves.

names       names of tables and columns as words; `vocabulary` has the words
agreement   what in a column's name agrees with a key, or says what somebody is to the row
people      the tables in which a row seems to be a person
sample      some rows of a table, and how many values are found in another: bounded, one pass a column
proposals   names and values weighed: which hop to write for which table, with the evidence, and what nothing reaches

INVARIANT NO-TRACE: what comes out holds names, counts and shares, never a value.
"""
