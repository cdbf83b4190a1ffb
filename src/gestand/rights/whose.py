"""Whose it is to decide: what we hold for a customer of ours, that customer decides about (GDPR art. 28(3)(a), promise B4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gestand.diagnostics import fail
from gestand.execute import customers
from gestand.execute.context import Context
from gestand.plan.questions import Key
from gestand.words import enumeration, t


def decided(context: Context, people: Mapping[str, Sequence[Key]], instructed_by: str = "", ours: bool = False) -> str | None:
    """Who decides about a request of these people, as a Question says it: the number of the customer who instructs us (`instructed_by`: its
    number or name), '' for what is ours alone, None where no customer has a say. Raises GestandError GS352 where a customer decides and
    did not instruct us, GS360 where there is no such customer."""
    if context.policy.customers is None and not instructed_by:
        return None
    who = customers.deciding(context, people)
    if instructed_by:
        customer = customers.customer(context.policy, context.stores, instructed_by)
        if customer not in who.customers:
            raise fail(
                "GS352",
                "customer-decides",
                t("we hold nothing of this person for `{customer}`: nothing was shown or done", customer=customer.name),
                t("look whether it is the right person, and the right customer"),
            )
        return customer.key
    if not who.customers:
        return None
    names = enumeration([f"`{c.name}`" for c in who.customers])
    if ours and who.ours:
        return ""
    help = [t("with an instruction of theirs: --on-instruction-of CUSTOMER; it stands in the evidence log")]
    help += [t("for what we ourselves decide about: --ours")] if who.ours else []
    raise fail("GS352", "customer-decides", t("{customers} decides about this data: we hold it for them", customers=names), *help)
