"""Which of the kinds of promises (their ids stand on the board of every example) the statement of each organisation makes."""

# id: what is promised, in a few words
ROWS = {
    "A1": "a complete statement", "A2": "several languages", "A3": "dated versions, changes announced", "A4": "a basis for each use",
    "A5": "words explained, customers' statements linked", "A6": "whom to turn to", "A7": "where data is", "A8": "processor agreements",
    "A10": "customers inform their people", "A11": "signs at cameras", "A12": "what outside platforms see",
    "B1": "an overview in ten working days", "B2": "requests within a month", "B3": "identity first", "B4": "the organisation's own channel",
    "B5": "a portal", "B6": "by any way", "B7": "objection", "B8": "consent withdrawn as easily", "B9": "plain words", "B10": "free; complaints answered",
    "C1": "recorded calls", "C2": "inactive accounts", "C3": "the books", "C4": "contracts", "C5": "consent", "C6": "clients' files",
    "C7": "questions", "C8": "account data", "C9": "per customer", "C10": "no longer than needed", "C11": "data come upon by accident",
    "C12": "camera images, visitors' book", "C13": "anonymous figures", "C14": "per event and tool", "C15": "reuse only if agreed",
    "D1": "cookies after consent", "D2": "newsletter with consent", "D3": "marketing stops", "D4": "demo requests", "D5": "proof of consent",
    "D6": "data about somebody else", "D7": "anonymous visits", "D8": "server logs", "D9": "sensitive data", "D10": "profiles named",
    "D11": "only what is needed", "D12": "what is not used", "E1": "nobody without a reason", "E2": "recipients bound", "E3": "the chain of suppliers",
    "E4": "demands of authorities", "E6": "only for what it was given", "E7": "fraud reports", "E8": "interception", "F1": "no access is no access",
    "F2": "members alone", "F3": "the client's own team", "F4": "four eyes", "F5": "handing over", "F6": "accounts and passwords",
    "F7": "everything logged", "F8": "passwords changed afterwards", "F9": "clients' accounts", "F10": "images on a need to know",
    "F11": "encrypted, closed network", "G1": "portal or SFTP", "G2": "only what was agreed", "G3": "returned to who may",
    "H1": "told within a day", "H2": "customers told", "H3": "the authority told", "I1": "training and confidentiality", "I2": "tests and policies",
    "I3": "privacy in development", "I4": "screening", "I5": "scans that touch little", "J1": "several databases", "J2": "mail and calendars",
    "J3": "files", "J4": "logs and cookies", "J5": "messages by any way", "J6": "published posts", "J7": "applicants, suppliers, staff",
}  # fmt: skip

MADE_BY = {
    "meetings": "A1 A5 A6 A8 B1 B2 B3 B4 C14 D1 D4 D8 D10 E1 E2 E3 F1 F2 H2 I1 I2 I3 J4",
    "reseller": "A1 A4 A6 A7 B2 B5 B6 B7 B10 C1 C2 C3 C4 C5 C10 C13 D2 D3 D5 D10 E1 E2 E4 J1 J3 J4",
    "bureau": "A1 A4 A5 A8 C6 D8 D9 D11 E1 E6 F3 F4 F5 F6 F7 F8 F9 G1 G2 G3 H1 H3 I1 I2 J3 J4",
    "helpdesk": "A1 A3 A6 A8 A12 B2 B3 B5 B6 B7 B8 B9 B10 C7 C8 C9 D2 D3 D7 D12 E1 E2 E4 E6 E7 F6 F11 I2 J5",
    "telecom": "A1 A2 A4 A10 A11 B7 C10 C11 C12 C13 C15 D1 D3 D6 D8 D9 D11 E4 E6 E8 F10 I4 I5 J2 J3 J4 J5 J6 J7",
}
PROMISED = {name: ids.split() for name, ids in MADE_BY.items()}
