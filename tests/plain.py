"""D3 of the law notes, measured: sentences of at most twelve words on average, twenty at most, active, and without words of the law."""

import re

MOST = {"nl": 20, "en": 20, "es": 22}
JARGON = {  # outside the glossary, where a word of the law may stand once
    "nl": r"grondslag|betrokkene|verwerkingsverantwoordelijke|verwerking\b|rectificatie|gegevenswissing|dataportabiliteit|derde land|te allen tijde|middels|teneinde|ten behoeve|dienen te|conform|krachtens|onverwijld|geautomatiseerde besluitvorming|bewaartermijn|overeenkomstig",
    "en": r"data subject|controller|processing\b|rectification|erasure|portability|third countr|pursuant|hereby|thereof|in accordance with|prior to|without undue delay|legal basis|retention|notwithstanding|herein",
    "es": r"interesado|responsable del tratamiento|tratamiento de datos|rectificación|supresión|portabilidad|tercer país|en virtud|mediante el presente|sin dilación|base jurídica|plazo de conservación|a tenor|susodich",
}
PASSIVE = {
    "nl": r"\b(wordt|worden|werd|werden)\b[^.?!]*\b(ge\w+[dt]|ge\w+en|ver\w+d|be\w+d)\b",
    "en": r"\b(is|are|was|were|be|been) (\w+ )?(\w+ed|kept|given|sent|held|done|made)\b",
    "es": r"\b(es|son|fue|fueron|será|serán|ser) (\w+ado|\w+ido|\w+ada|\w+ida|\w+ados|\w+idos)\b",
}


def parts_of(text: str) -> list[str]:
    """The sentences of a text; what is no sentence, such as a label, is left out."""
    parts = re.split(r"(?<=[.?!])[”»]?\s+(?=[A-ZÀ-Ý¿¡“«])", text)
    return [p for p in parts if p.rstrip("”»").endswith((".", "?", "!"))]


def words_in(sentence: str) -> int:
    return len(re.findall(r"[\w’'@./-]+", sentence))
