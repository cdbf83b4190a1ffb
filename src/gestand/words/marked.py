"""Texts that are looked up by their value: the words of the policy language that a person reads in a sentence."""

from __future__ import annotations

from gestand.words import mark

CATEGORIES = (
    mark("name"), mark("contact"), mark("address"), mark("date of birth"), mark("identifier"), mark("national number"),
    mark("online identifier"), mark("location"), mark("traffic"), mark("behaviour"), mark("preference"), mark("content"),
    mark("voice"), mark("image"), mark("document"), mark("opinion"), mark("relation"), mark("financial"), mark("bank account"),
    mark("employment"), mark("education"), mark("profile"), mark("credential"), mark("health"), mark("religion"),
    mark("ethnicity"), mark("politics"), mark("trade union"), mark("sexual life"), mark("genetic"), mark("biometric"),
    mark("criminal"),
)  # fmt: skip
BASES = (
    mark("contract"),
    mark("consent"),
    mark("legal obligation"),
    mark("legitimate interest"),
    mark("vital interest"),
    mark("public task"),
)
TYPES = (mark("integer"), mark("number"), mark("date"), mark("moment"), mark("zoned"), mark("boolean"), mark("text"))
STATES = (mark("planned"), mark("running"), mark("applied"), mark("complete"))
SEVERITIES = (mark("error"), mark("warning"))
PROMISES = (mark("enforced"), mark("attested"), mark("unproven"), mark("not yet"))
# What a promise can rest on, besides activities: what Gestand does by itself
THROUGH = (
    mark("access"), mark("rectification"), mark("erasure"), mark("restriction"), mark("portability"), mark("objection"),
    mark("withdrawal"), mark("identification"), mark("holds"), mark("telling recipients"), mark("evidence log"),
    mark("check"), mark("statement"), mark("requests"),
)  # fmt: skip
