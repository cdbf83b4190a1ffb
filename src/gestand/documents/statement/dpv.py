"""The statement as JSON-LD in the Data Privacy Vocabulary (DPV 2.3). docs/statement.md says what it can't hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from gestand.documents import sentences
from gestand.documents.paper.tree import anchor
from gestand.documents.statement import rights
from gestand.documents.statement.edition import Edition
from gestand.documents.statement.parts import keepers, people_of, recipients_of
from gestand.documents.statement.tilt import iso
from gestand.law.transfers import adequacy, in_eea
from gestand.policy.model import Activity, Contact, Policy, Recipient, Texts

CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "dct": "http://purl.org/dc/terms/",
    "iso3166": "urn:iso:std:iso:3166:",
    "title": {"@id": "dct:title", "@container": "@language"},
    "description": {"@id": "dct:description", "@container": "@language"},
}
BASES = {
    "consent": "gdpr:A6-1-a",
    "contract": "gdpr:A6-1-b",
    "legal obligation": "gdpr:A6-1-c",
    "vital interest": "gdpr:A6-1-d",
    "public task": "gdpr:A6-1-e",
    "legitimate interest": "gdpr:A6-1-f",
}
DATA = {
    "name": "pd:Name",
    "contact": "pd:Contact",
    "address": "pd:PhysicalAddress",
    "date of birth": "pd:BirthDate",
    "identifier": "pd:Identifier",
    "national number": "pd:OfficialID",
    "online identifier": "pd:IPAddress",
    "location": "pd:Location",
    "traffic": "pd:CommunicationsMetadata",
    "behaviour": "pd:Behavioural",
    "preference": "pd:Preference",
    "content": "pd:Communication",
    "voice": "pd:VoiceCommunicationRecording",
    "image": "pd:Picture",
    "document": "pd:PersonalDocuments",
    "opinion": "pd:Opinion",
    "relation": "pd:Relationship",
    "financial": "pd:Financial",
    "bank account": "pd:BankAccount",
    "employment": "pd:Professional",
    "education": "pd:Education",
    "profile": "pd:Profile",
    "credential": "pd:Authenticating",
    "health": "pd:Health",
    "religion": "pd:ReligiousBelief",
    "ethnicity": "pd:EthnicOrigin",
    "politics": "pd:PoliticalOpinion",
    "trade union": "pd:TradeUnionMembership",
    "sexual life": "pd:Sexual",
    "genetic": "pd:Genetic",
    "biometric": "pd:Biometric",
    "criminal": "pd:Criminal",
}
RIGHTS = ("gdpr:A13", "gdpr:A14", "gdpr:A15", "gdpr:A16", "gdpr:A17", "gdpr:A18", "gdpr:A20", "gdpr:A21", "gdpr:A7-3", "gdpr:A77")
ROLES = {"processor": "dpv:DataProcessor", "controller": "dpv:ThirdParty", "authority": "dpv:Recipient"}
SOURCES = {"person": "dpv:ProvidedPersonalData", "observed": "dpv:ObservedPersonalData", "derived": "dpv:DerivedPersonalData"}


def dpv(policy: Policy, edition: Edition, digest: str, on: date) -> dict[str, Any]:
    """The document, with every language of the organisation in it. `digest`: that of the statement (hex SHA-256)."""
    one = policy.organisation
    found = rights.authority(policy)
    controller = _entity("controller", "dpv:DataController", one.name, ", ".join(one.address), one.contact, one.country)
    if one.officer:
        reached = one.officer.get("email") or one.officer.get("telephone") or one.officer.get("address", "")
        officer = _entity("officer", "dpv:DataProtectionOfficer", one.officer.get("name", ""), "", reached, one.country)
        controller["dpv:hasDataProtectionOfficer"] = officer
    if one.representative:
        controller["dpv:hasRepresentative"] = _contact("representative", "dpv:Representative", one.representative)
    notice: dict[str, Any] = {
        "@id": f"urn:gestand:statement:{digest}",
        "@type": "dpv:PrivacyNotice",
        "dct:hasVersion": str(edition.number),
        **({"dct:issued": edition.day.isoformat()} if edition.day else {}),
        "dct:language": list(one.languages),
        "dpv:hasDataController": controller,
        "dpv:hasRight": [{"@id": right} for right in RIGHTS],
        "dpv:hasProcess": [_process(policy, a) for a in policy.activities.values()],
        "dpv:hasRecipient": [_recipient(policy, r, on) for r in policy.recipients.values()],
    }
    if found:
        notice["dpv:hasAuthority"] = _contact("authority", "dpv:DataProtectionAuthority", found)
    if policy.statement and policy.statement.published_at:
        notice["dct:source"] = list(dict.fromkeys(policy.statement.published_at.values()))
    return {"@context": CONTEXT, **notice}


def _entity(name: str, kind: str, title: str, address: str, contact: str, country: str) -> dict[str, Any]:
    said = {"dpv:hasName": title, "dpv:hasAddress": address, "dpv:hasContact": contact}
    place = {"dpv:hasCountry": {"@id": f"iso3166:{country}"}} if country else {}
    return {"@id": f"#{anchor(name)}", "@type": kind, **{k: v for k, v in said.items() if v}, **place}


def _contact(name: str, kind: str, one: Contact) -> dict[str, Any]:
    made = _entity(name, kind, "", ", ".join(one.address), one.email or one.website or one.telephone, "")
    return {**made, "title": _texts(one.called)}


def _texts(texts: Texts) -> Mapping[str, str]:
    return dict(texts)


def _process(policy: Policy, activity: Activity) -> dict[str, Any]:
    """One use: what for, of whom, which data from where, on which basis, how long, for whom."""
    kinds = [policy.kinds[k] for k in people_of(policy, activity)]
    used = {
        one.columns[c].category: policy.tables[table].source
        for table, columns in activity.uses.items()
        for one in (policy.tables[table],)
        for c in columns
        if c in one.columns and one.columns[c].category in DATA
    }
    data = [{"@type": [DATA[c], SOURCES[s]] if s in SOURCES else [DATA[c], "dpv:CollectedPersonalData"]} for c, s in used.items()]
    made: dict[str, Any] = {
        "@id": f"#use-{anchor(activity.name)}",
        "@type": [
            "dpv:Process",
            *(["dpv:Profiling"] if activity.profiling else []),
            *(["dpv:AutomatedDecisionMaking"] if activity.decision else []),
        ],
        "dpv:hasPurpose": {
            "@type": "dpv:DirectMarketing" if activity.marketing else "dpv:Purpose",
            "title": _texts(activity.purpose),
        },
        "dpv:hasPersonalData": data,
        "dpv:hasDataSubject": [
            {"@id": f"#people-{anchor(k.name)}", "@type": "dpv:DataSubject", "title": _texts(k.called)} for k in kinds
        ],
        "dpv:hasStorageCondition": {
            "@type": "dpv:StorageDuration",
            "dpv:hasDuration": [iso(c) for c in activity.keep if iso(c)],
            "dct:description": sentences.kept(policy, activity),
        },
        "dpv:hasRecipient": [
            {"@id": f"#recipient-{anchor(r.name)}"} for r in [*recipients_of(policy, activity), *keepers(policy)]
        ],
    }
    if activity.basis in BASES:
        basis: dict[str, Any] = {"@id": BASES[activity.basis]}
        made["dpv:hasLegalBasis"] = basis
        if activity.basis == "legitimate interest":
            made["description"] = _texts(activity.reference_texts)
    return made


def _recipient(policy: Policy, recipient: Recipient, on: date) -> dict[str, Any]:
    made = _entity(
        f"recipient-{recipient.name}", ROLES[recipient.role], recipient.company, "", recipient.website, recipient.country
    )
    made |= {"title": _texts(recipient.called)}
    if recipient.purpose:
        made["dpv:hasPurpose"] = {"@type": "dpv:Purpose", "title": _texts(recipient.purpose)}
    if recipient.country and not in_eea(recipient.country, on):
        made["dpv:hasThirdCountry"] = {"@id": f"iso3166:{recipient.country}"}
        decision = adequacy(recipient.country, on)
        legal = ["gdpr:A45-3"] if decision is not None else []
        legal += ["gdpr:A46-2-c"] if "2021/914" in recipient.safeguard else []
        made["dpv:hasLegalBasis"] = [{"@id": one} for one in legal]
        made["description"] = _texts(recipient.safeguard_texts)
    return made
