"""The due dates of open requests, as a calendar that staff subscribe to (iCalendar, RFC 5545). Numbers, kinds and days: nothing of
anybody. The address has a key in it, made in the console; who has it sees the dates and nothing else."""

from __future__ import annotations

from datetime import UTC, timedelta

from icalendar import Alarm, Calendar, Event
from starlette.responses import Response

from gestand.actors import keys
from gestand.cases import model
from gestand.web.asked import Asked, capital
from gestand.words import t

SCOPE = "calendar:read"


def feed(asked: Asked) -> Response:
    """The feed of the key in the address; not found for a key that is none, has ended, or opens something else."""
    secret = asked.request.path_params["key"]
    context = asked.context
    with context.state.begin(write=False) as connection:
        key = keys.find(connection, secret) if 20 < len(secret) < 200 else None
    if key is None or SCOPE not in key.scopes:
        return asked.page("stop.html", 404, title=t("There is no such page"), why=t("Perhaps the address is not complete."))
    organisation = context.policy.organisation
    made = Calendar()
    made.add("prodid", "-//Gestand//requests//NL")
    made.add("version", "2.0")
    made.add("x-wr-calname", t("Privacy requests {name}", name=organisation.name))
    made.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    for line in model.lines(context, limit=2000):
        made.add_component(_event(asked, line, "due", line.due_on, t("work towards")))
        if line.legal_on != line.due_on:
            made.add_component(_event(asked, line, "law", line.legal_on, t("last day by law")))
    return Response(made.to_ical(), media_type="text/calendar; charset=utf-8")


def _event(asked: Asked, line: model.Line, which: str, day: object, what: str) -> Event:
    event = Event()
    event.add("uid", f"{line.id}-{which}@{asked.request.url.hostname}")
    event.add("summary", f"{line.id} {capital(t(line.kind))}: {what}")
    event.add("dtstart", day)
    event.add("dtstamp", asked.context.now().astimezone(UTC))
    event.add("url", f"{asked.site.address}/console/requests/{line.id}")
    event.add("transp", "TRANSPARENT")
    reminder = Alarm()
    reminder.add("action", "DISPLAY")
    reminder.add("description", line.id)
    reminder.add("trigger", timedelta(days=-2))
    event.add_component(reminder)
    return event
