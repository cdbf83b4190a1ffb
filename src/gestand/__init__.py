"""Gestand keeps the promises of a privacy statement on real databases, and proves it. The map, in order of data flow:

# values in, values out, no I/O
words           message catalogues: nl, en, es
diagnostics     what can be wrong and how it is said: code, place, message, help; text, JSON, SARIF
law             the dated table, calendars, deadlines, periods of keeping
policy          files → Policy: read, resolve, check; rules, one a file
holding         who holds a value, whose row it is: the predicate tree
plan            a Policy, facts and a question → steps
documents       sentences, and the overview for a person
# the world
evidence        the log, receipts, publishing, verification
stores          the organisation's databases: catalogue, predicates as SQL, work in a transaction
state           our own database and its migrations, keys, sealed values
examples        the sample organisation
actors          who acts, and what they may do
post            mail out and in
jobs            durable work
execute         facts → plan → effects → proof; resumable
# the promises
telling         A: tell people what happens with their data
rights          B: let people decide over their own data
retention       C: keep nothing longer than needed
accountability  proof for others
# what takes days and people
cases           requests of people, from the question to the proof: clocks, tasks, approvals
# the doors
web             HTTP in, pages and JSON out: portal, console, API
cli             words in, text out
"""
