"""What a column seems to be about, from its name and type: a guess for a message, never a decision."""

from __future__ import annotations

import re

from gestand.policy.catalog import SeenColumn, SeenTable

# The category, and the words in a column name (Dutch, English, Spanish) that suggest it; the first that fits counts.
_WORDS = (
    ("credential", "password|passwd|pwd|wachtwoord|contrasena|secret|api_key|token|2fa|twofa|otp|totp|passphrase|salt|psalt"),
    ("national number", "bsn|burgerservicenummer|sofi|ssn|dni|nie|nif|national_id|rijksregister"),
    ("bank account", "iban|bic|bank_account|account_number|rekening|rekeningnummer|cuenta_bancaria|card_number"),
    ("date of birth", "birth|birthday|birthdate|dob|geboren|geboortedatum|geboorte|nacimiento"),
    ("health", "health|medical|diagnosis|allergy|allergies|illness|disability|gezondheid|ziekte|medisch|salud"),
    ("religion", "religion|geloof|church|kerk"),
    ("contact", "email|mail|e_mail|phone|telephone|tel|mobile|gsm|fax|telefoon|mobiel|telefono|correo|whatsapp"),
    ("online identifier", "ip|ip_address|ipaddress|user_agent|useragent|cookie|session_id|device_id|mac_address|"
     "login|username|gebruikersnaam|usuario|remote_addr"),
    ("address", "street|straat|address|adres|postal|postcode|zip|zipcode|city|plaats|woonplaats|house_number|huisnummer|"
     "direccion|calle|ciudad"),
    ("location", "lat|lon|lng|latitude|longitude|gps|geo|location|locatie"),
    ("name", "first_name|last_name|firstname|lastname|full_name|surname|voornaam|achternaam|naam|nombre|apellido|initials|"
             "voorletters|display_name|contact_name|customer_name|author|sender|recipient"),
    ("image", "photo|picture|avatar|foto|image"),
    ("voice", "recording|voice|audio|opname"),
    ("financial", "salary|wage|income|salaris|loon|salario|debt"),
    ("content", "body|message|comment|note|notes|remark|question|answer|bericht|opmerking|notitie|vraag|mensaje|description|"
     "motivation|cv"),
    ("identifier", "customer_no|customer_number|klantnummer|member_no|lidnummer|staff_no|licence_plate|license_plate|"
     "kenteken|passport|paspoort"),
)  # fmt: skip
_PATTERNS = tuple((category, re.compile(rf"(?:^|_)(?:{words})(?:$|_|\d)")) for category, words in _WORDS)
_SAYING = ("text", "date", "moment", "zoned", "network", "json", "number", "binary", "array", "other")


def guess(column: SeenColumn) -> str:
    """The category that this column seems to be of; '' where it does not look personal."""
    if column.type == "network":
        return "online identifier"
    if column.type not in _SAYING:
        return ""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", column.name).lower()
    return next((category for category, pattern in _PATTERNS if pattern.search(name)), "")


def personal(table: SeenTable) -> dict[str, str]:
    """The columns of a table that look personal, with the category that each seems to be of."""
    return {c.name: found for c in table.columns.values() if (found := guess(c))}
