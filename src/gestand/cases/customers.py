"""A request about what we hold for customers of ours (promise B4): it is recognised, each customer gets what is its to decide, the person is
told where to go; and a customer that instructs us has it done, of its own rows alone."""

from __future__ import annotations

from gestand.cases import desk, model
from gestand.cases.flow import Move
from gestand.cases.model import Case
from gestand.execute import customers
from gestand.execute.context import Context

INSTRUCTED = "instructed"


def pass_on(context: Context, case: Case) -> bool:
    """Pass on what customers of ours decide about. Returns whether nothing is left for us: then the request is closed here."""
    if context.policy.customers is None or case.by(INSTRUCTED) or case.kind == "complaint":
        return False
    if case.customer:  # of a request that was parted before, this is its share
        desk.forward(context, case, case.customer, desk.ENGINE)
        return True
    who = customers.deciding(context, case.people)
    for customer in who.customers if who.ours else who.customers[1:]:
        _share(context, case, customer.name)
    if who.customers and not who.ours:
        desk.forward(context, case, who.customers[0].name, desk.ENGINE)
        return True
    return False


def _share(context: Context, case: Case, customer: str) -> None:
    """The share of one customer in a request of several is a request of its own, received on the same day."""
    there = [c for c in model.of_person(context, case) if (c.kind, c.received_on, c.customer) == (case.kind, case.received_on, customer)]
    if there:
        return
    id = desk.receive(
        context,
        kind=case.kind,
        channel=case.channel,
        asker=case.asker,
        said=case.said,
        received_on=case.received_on,
        language=case.language,
        activity=case.activity,
        by=desk.ENGINE,
        customer=customer,
    )
    desk.identify(context, model.load(context, id), case.people, case.identified_by, case.by(Move.IDENTIFY.value) or desk.ENGINE)
    desk.forward(context, model.load(context, id), customer, desk.ENGINE)


def decides(context: Context, case: Case) -> str | None:
    """Who decides about this request, as a Question says it: the customer that instructed us, '' for what is ours alone, None where no
    customer has a say."""
    if context.policy.customers is None:
        return None
    if case.by(INSTRUCTED):
        return customers.customer(context.policy, context.stores, case.customer).key
    return "" if case.people and customers.deciding(context, case.people).customers else None
