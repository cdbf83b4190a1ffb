"""The statement as TILT (Transparency Information Language, JSON). docs/statement.md says what it can't hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from gestand.documents import sentences
from gestand.documents.statement import rights, sharing
from gestand.documents.statement.edition import Edition
from gestand.documents.statement.parts import called, categories, recipients_of
from gestand.law.transfers import adequacy, in_eea
from gestand.policy.grammar import After, Clause
from gestand.policy.model import Activity, Policy, Recipient
from gestand.words import language, said, t

ARTICLES = {
    "consent": "GDPR-6-1-a",
    "contract": "GDPR-6-1-b",
    "legal obligation": "GDPR-6-1-c",
    "vital interest": "GDPR-6-1-d",
    "public task": "GDPR-6-1-e",
    "legitimate interest": "GDPR-6-1-f",
}


def tilt(policy: Policy, edition: Edition, digest: str, on: date) -> dict[str, Any]:
    """The document in the language of the moment. `digest`: that of the statement (hex SHA-256)."""
    one = policy.organisation
    at = (edition.day or on).isoformat()
    url = said(policy.statement.published_at) if policy.statement else ""
    address = ", ".join(one.address)
    officer = one.officer
    ask = {"available": True, "email": one.contact, "identificationEvidences": [], "url": one.portal or url}
    deciding = [a for a in policy.activities.values() if a.decision]
    bases = {a.basis for a in policy.activities.values()}
    return {
        "meta": {
            "_id": digest[:32],
            "name": one.name,
            "created": at,
            "modified": at,
            "version": edition.number,
            "language": language(),
            "status": "active" if edition.number else "inactive",
            "url": url,
            "_hash": digest,
        },
        "controller": {
            "name": one.name,
            "address": address,
            "country": one.country,
            "representative": {
                "name": said(one.representative.called) if one.representative else one.name,
                "email": one.representative.email if one.representative and one.representative.email else one.contact,
                **_phone(one.telephone),
            },
        },
        "dataProtectionOfficer": {
            "name": officer.get("name") or (t(officer["is"]) if officer else one.name),
            "address": officer.get("address") or address,
            "country": one.country,
            "email": officer.get("email") or one.contact,
            **_phone(officer.get("telephone", "")),
        },
        "dataDisclosed": [entry for a in policy.activities.values() for entry in _disclosed(policy, a)],
        "thirdCountryTransfers": [
            _transfer(r, on) for r in policy.recipients.values() if r.country and not in_eea(r.country, on)
        ],
        "accessAndDataPortability": {
            **ask,
            "administrativeFee": {"amount": 0, "currency": "EUR"},
            "dataFormats": ["JSON", "HTML"],
        },
        "sources": list(_sources(policy)),
        "rightToInformation": {**ask, "description": t("You can ask what we hold about you. You get an overview.")},
        "rightToRectificationOrDeletion": {**ask, "description": t("Is something wrong or missing? We put it right.")},
        "rightToDataPortability": {
            **ask,
            "available": bool(bases & {"consent", "contract"}),
            "description": t("Did you give us data with your consent, or for a contract? You can get it as a file."),
        },
        "rightToWithdrawConsent": {
            **ask,
            "available": "consent" in bases,
            "description": t("You can withdraw your consent whenever you like."),
        },
        "rightToComplain": {
            **ask,
            "description": t("You can go to court too."),
            "supervisoryAuthority": _authority(policy),
        },
        "automatedDecisionMaking": {
            "inUse": bool(deciding),
            "logicInvolved": " ".join(said(a.decision.logic) for a in deciding if a.decision),
            "scopeAndIntendedEffects": " ".join(said(a.decision.consequences) for a in deciding if a.decision),
        },
        "changesOfPurpose": [],
    }


def _phone(number: str) -> dict[str, str]:
    return {"phone": number} if number else {}


def _disclosed(policy: Policy, activity: Activity) -> Iterator[dict[str, Any]]:
    """One entry per use and category: so each keeps its own purpose, basis, period and recipients."""
    purpose = said(activity.purpose, activity.name)
    period = sentences.kept(policy, activity)
    interest = activity.basis == "legitimate interest"
    reference = said(activity.reference_texts, activity.reference)
    temporal = [{"description": sentences.clause(policy, c), "ttl": iso(c)} for c in activity.keep if iso(c)]
    events = [sentences.clause(policy, c) for c in activity.keep if not iso(c)]
    for category in categories(policy, activity.uses.items()):
        yield {
            "_id": f"{activity.name}/{category}",
            "category": category,
            "purposes": [{"purpose": purpose, "description": purpose}],
            "legalBases": [{"reference": ARTICLES[activity.basis], "description": reference}]
            if activity.basis in ARTICLES
            else [],
            "legitimateInterests": [{"exists": interest, "reasoning": reference if interest else ""}],
            "recipients": [
                {"name": r.company or called(r), "country": r.country, "category": said(r.purpose) or called(r)}
                for r in recipients_of(policy, activity)
            ]
            or [{"category": t("nobody")}],
            "storage": [{"temporal": temporal, "purposeConditional": events or [period], "aggregationFunction": "max"}],
            "nonDisclosure": {
                "legalRequirement": activity.basis == "legal obligation",
                "contractualRegulation": activity.basis == "contract",
                "obligationToProvide": activity.basis in ("legal obligation", "contract"),
                "consequences": said(activity.without),
            },
        }


def iso(clause: Clause) -> str:
    """The length of a period as ISO 8601 says it; '' for one that ends with an event."""
    if not isinstance(clause, After) or clause.length is None or clause.length.count == 0:
        return ""
    count, unit = clause.length.count, clause.length.unit
    return f"P{count * 7}D" if unit == "weeks" else f"P{count}{unit[0].upper()}"


def _transfer(recipient: Recipient, on: date) -> dict[str, Any]:
    decision = adequacy(recipient.country, on)
    safeguard = said(recipient.safeguard_texts)
    return {
        "country": recipient.country,
        "adequacyDecision": {"available": decision is not None, "description": decision.source if decision else ""},
        "appropriateGuarantees": {"available": bool(safeguard), "description": safeguard},
        "standardDataProtectionClause": {"available": "2021/914" in safeguard, "description": safeguard},
    }


def _sources(policy: Policy) -> Iterator[dict[str, Any]]:
    for name, table in policy.tables.items():
        if table.personal and any(name in a.uses for a in policy.activities.values()):
            source = said(table.source_called) or sharing.source_said(table.source)
            for category in categories(policy, [(name, [c.name for c in table.personal])]):
                yield {
                    "_id": f"{name}/{category}",
                    "dataCategory": category,
                    "sources": [{"description": source, "url": "", "publiclyAvailable": table.source_public}],
                }


def _authority(policy: Policy) -> dict[str, Any]:
    found = rights.authority(policy)
    if found is None:
        return {"name": ""}
    return {
        "name": said(found.called),
        "address": ", ".join(found.address),
        "country": policy.organisation.country,
        **_phone(found.telephone.replace(" ", "")),
    }
