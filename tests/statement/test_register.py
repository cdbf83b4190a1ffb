"""A9: the register of both roles, from the policy, in three languages; a workbook that can't carry formulas; per customer."""

import io
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pikepdf
import pytest

from gestand import words
from gestand.documents.customers import Customer
from gestand.documents.paper.markdown import markdown
from gestand.documents.paper.page import page
from gestand.documents.paper.pdf import pdf
from gestand.documents.register import paper, register, workbook
from gestand.execute.context import Opened
from gestand.policy.grammar import After
from gestand.policy.model import Policy

from .conftest import EXAMPLES, TODAY
from .test_statement_forms import EVIL, Page, evil, tags

NEEDED = (
    "purpose",
    "people",
    "period",
    "basis",
    "owner",
    "systems",
    "reviewed",
)  # of every line; "data" where it is about a person
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HOSTILE = ["=1+1", "=HYPERLINK(\"http://evil.example\",\"x\")", "+31 6", "-2", "@SUM(A1)", "\t=1+1", "\r=cmd|' /C calc'!A0", "  =1", "＝1+1", "http://evil.example", "|x", "%0A=1", "\x00=1", "a" * 40_000]  # fmt: skip
CUSTOMERS = [Customer("1", "Fietswinkel Voorbeeld", "post@fietswinkel.example"), Customer("2", "Gemeente Proefdorp")]


@pytest.mark.parametrize("language", ["nl", "en", "es"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_everything_the_policy_does_is_in_it_once_and_says_what_the_law_wants(
    name: str, language: str, examples: dict[str, Opened]
) -> None:
    policy = examples[name].policy
    with words.use(language):
        made = register(policy, TODAY, CUSTOMERS)
    lines = [*made.ours, *made.theirs]
    assert sorted(line.id for line in lines) == sorted([*policy.activities, *(f"own data: {one.name}" for one in policy.own)])
    assert {line.id for line in made.theirs} == {a.name for a in policy.activities.values() if a.for_customers}
    for line in lines:
        missing = [key for key in NEEDED if not line.text(key)]
        if line.id in policy.activities and not any(policy.activities[line.id].uses.values()):
            missing = [key for key in missing if key != "data"]
        assert [
            key for key in missing if key != "people" or line.group not in ("iedereen", "everybody", "todo el mundo")
        ] == [], line.id
    assert made.measures and made.suppliers and made.reviewed
    said = {label for label, lines_ in made.organisation if lines_}
    assert len(said) >= 5


def test_a_transfer_says_where_and_under_which_safeguard(examples: dict[str, Opened]) -> None:
    with words.use("en"):
        made = register(examples["telecom"].policy, TODAY)
    (line,) = [one for one in made.ours if one.id == "call quality"]
    assert "the United States" in line.text("transfers") and "standard clauses" in line.text("transfers")
    assert "assessed in transfers/cloud-supplier.md" in line.text("transfers")
    assert line.text("period") == "until 30 days after the call"
    assert "GDPR art. 6(1)(f)" in line.text("basis") and "balancing/call-quality.md" in line.text("assessment")
    assert line.text("systems").startswith("crm: call_recordings (the Netherlands")


def test_a_customer_has_its_own_register_with_its_own_periods(examples: dict[str, Opened]) -> None:
    policy = examples["helpdesk"].policy
    with words.use("en"):
        one, two = (register(policy, TODAY, (), only) for only in CUSTOMERS)
    assert one.ours == () and {line.id for line in one.theirs} == {n for n, a in policy.activities.items() if a.for_customers}

    def period(made: object, activity: str) -> str:
        (line,) = [x for x in made.theirs if x.id == activity]  # type: ignore[attr-defined]
        return str(line.text("period"))

    assert "until 90 days after" in period(one, "answering for customers") and "customer decided" not in period(
        one, "answering for customers"
    )
    assert "until 1 year after" in period(two, "answering for customers")
    assert [p.name for p in one.customers] == ["Fietswinkel Voorbeeld"]
    assert "payroll" not in str(one) and "the agency that computes the wages" not in str(one.suppliers)
    everything = register(policy, TODAY, CUSTOMERS)
    assert any(isinstance(c, After) and c.length is None for c in policy.activities["answering for customers"].keep)
    assert len(everything.customers) == 2 and everything.customers[0].periods


def _sheets(content: bytes) -> tuple[list[str], dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        files = {n: book.read(n).decode("utf-8") for n in book.namelist()}
    strings = [
        "".join(t.text or "" for t in item.iter(f"{SHEET}t")) for item in ElementTree.fromstring(files["xl/sharedStrings.xml"])
    ]
    return strings, files


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_cell_of_the_workbook_is_a_formula_a_link_or_a_number(hostile: str, examples: dict[str, Opened]) -> None:
    policy = examples["telecom"].policy
    texts = dict.fromkeys(policy.organisation.languages, hostile)
    worst = replace(
        policy,
        organisation=replace(policy.organisation, name=hostile, address=(hostile,)),
        activities={n: replace(a, purpose=texts, owner=hostile) for n, a in policy.activities.items()},
        recipients={n: replace(r, called=texts, purpose=texts) for n, r in policy.recipients.items()},
    )
    with words.use("nl"):
        content = workbook(register(worst, TODAY, [Customer("1", hostile, hostile)]))
        assert content == workbook(register(worst, TODAY, [Customer("1", hostile, hostile)]))
    strings, files = _sheets(content)
    assert not [n for n in files if re.search(r"externalLink|vbaProject|connections|_rels/sheet", n)]
    for name, text in files.items():
        if name.startswith("xl/worksheets/"):
            root = ElementTree.fromstring(text)
            assert root.find(f".//{SHEET}f") is None and root.find(f".//{SHEET}hyperlink") is None, name
            assert {c.get("t") for c in root.iter(f"{SHEET}c") if c.find(f"{SHEET}v") is not None} <= {"s"}
    assert all(len(s) <= 32_767 for s in strings)
    styles = ElementTree.fromstring(files["xl/styles.xml"])
    quoted = [i for i, xf in enumerate(styles.find(f"{SHEET}cellXfs") or ()) if xf.get("quotePrefix") == "1"]
    risky = {i for i, s in enumerate(strings) if re.match(r"\s*[=+\-@|%＝]", s)}
    used = set()
    for name, text in files.items():
        if name.startswith("xl/worksheets/"):
            for cell in ElementTree.fromstring(text).iter(f"{SHEET}c"):
                value = cell.find(f"{SHEET}v")
                if value is not None and int(value.text or -1) in risky:
                    used.add(int(cell.get("s", "0")))
    assert used <= set(quoted)
    if hostile[0] in "=+-@":
        assert risky and used


@pytest.mark.parametrize("language", ["nl", "en", "es"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_page_is_one_file_that_everybody_can_read(name: str, language: str, examples: dict[str, Opened]) -> None:
    with words.use(language):
        made = Page(page(paper(register(examples[name].policy, TODAY, CUSTOMERS)), "", {"nl": "nl.html"}, {"XLSX": "x.xlsx"}))
    assert made.open == [] and dict(made.tags[0][1]) == {"lang": language}
    kinds = [tag for tag, _ in made.tags]
    assert not {"script", "iframe", "img", "form"} & set(kinds) and kinds.count("h1") == 1 and kinds.count("main") == 1
    ids = [a["id"] for _, a in made.tags if "id" in a]
    assert len(ids) == len(set(ids))
    inside = [str(a["href"])[1:] for t, a in made.tags if t == "a" and str(a.get("href", "")).startswith("#")]
    assert set(inside) <= set(ids)
    levels = [int(t[1]) for t in kinds if re.fullmatch(r"h\d", t)]
    assert all(b - a <= 1 for a, b in zip(levels, levels[1:], strict=False))


def test_what_an_organisation_writes_is_never_markup(examples: dict[str, Opened]) -> None:
    policy: Policy = evil(examples["helpdesk"].policy)
    with words.use("nl"):
        made = paper(register(policy, TODAY, [Customer("1", EVIL, EVIL)]))
        html, text, document = Page(page(made)), markdown(made), pdf(made, TODAY)
        assert document == pdf(made, TODAY)
    assert html.open == [] and "script" not in [t for t, _ in html.tags] and "<script>alert(1)</script>" in html.text
    assert "<script>" not in text and re.search(r"(?<!\\)\*x\*", text) is None
    with pikepdf.open(io.BytesIO(document)) as opened:
        assert float(opened.pages[0].MediaBox[2]) > 500
        assert {"/H1", "/H2", "/H3", "/Table", "/TH"} <= tags(opened.Root.StructTreeRoot)
