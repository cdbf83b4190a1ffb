"""The door of the browser and of other systems: HTTP in, pages and JSON out; no logic of its own.

asked      what a request to us brings: its form, session, language, and how answers are made
security   what stands before every page: host, size, origin, headers
portal     for the person whose data it is
statements the privacy statement, for everybody and for staff
console    for staff
api        for other systems
serve      all of it together, with the worker that goes on with cases
"""
