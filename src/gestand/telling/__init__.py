"""Tell people what happens with their data (promises A): the statement and its versions, changes announced, and word to people who were
never asked.

  versions       published, kept, compared, written for a website
  people         where people can be told something, and in which language
  word           one mail a reader, once, proved when it went out
  announcement   a change, to those it concerns
  never_asked    people whose data came from somebody else (GDPR art. 14)
  agreements     with customers and suppliers (GDPR art. 28)
  suppliers      their changes, announced to customers
  chain          the page of who stores, processes and carries data
"""
