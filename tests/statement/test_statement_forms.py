"""A2: the statement as a page, as Markdown, as a PDF that screen readers read, and as data; whatever an organisation writes is text."""

import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pikepdf
import pytest

from gestand import words
from gestand.documents.statement import statement
from gestand.documents.statement.dpv import dpv
from gestand.documents.statement.edition import Earlier, Edition, with_versions
from gestand.documents.statement.markdown import markdown
from gestand.documents.statement.page import page
from gestand.documents.statement.pdf import pdf
from gestand.documents.statement.standing import Measure, standing
from gestand.documents.statement.tilt import tilt
from gestand.execute.context import Opened
from gestand.policy.model import Policy

from .conftest import EXAMPLES, TODAY

HERE = Path(__file__).parent
EDITION = Edition(
    2,
    date(2026, 11, 22),
    (Earlier(2, date(2026, 11, 22), ("Iets werd anders.",)), Earlier(1, date(2025, 1, 1), (), "1.html")),
    {"nl": "nl.html", "en": "en.html"},
    {"PDF": "nl.pdf"},
)
EVIL = '<script>alert(1)</script>]] *x* #set page(width: 1pt) $x$ `y` [z](javascript:q) "quoted" & \\ | #import "/etc/passwd"'
DIGEST = "ab" * 32


class Page(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data


def evil(policy: Policy) -> Policy:
    """The same organisation, with the worst it could write in every text of its own."""
    texts = {"nl": EVIL, "en": EVIL, "es": EVIL}
    assert policy.statement
    return replace(
        policy,
        organisation=replace(policy.organisation, name=EVIL, address=(EVIL,)),
        activities={n: replace(a, purpose=texts) for n, a in policy.activities.items()},
        recipients={n: replace(r, called=texts, safeguard_texts=texts) for n, r in policy.recipients.items()},
        kinds={n: replace(k, called=texts) for n, k in policy.kinds.items()},
        statement=replace(policy.statement, introduction=texts),
    )


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("language", ["nl", "en", "es"])
def test_the_page_is_one_file_that_everybody_can_read(name: str, language: str, examples: dict[str, Opened]) -> None:
    with words.use(language):
        text = page(with_versions(statement(examples[name].policy, TODAY), EDITION, "u"), EDITION)
    made = Page(text)
    assert made.open == []
    kinds = [tag for tag, _ in made.tags]
    assert not {"script", "iframe", "img", "form", "object", "video"} & set(kinds)
    assert dict(made.tags[0][1]) == {"lang": language}
    for tag, attributes in made.tags:
        target = attributes.get("href") or attributes.get("src") or ""
        if tag == "link":
            assert attributes["rel"] == "alternate"
        assert not re.match(r"(?i)(javascript|data):", target)
    ids = [a["id"] for _, a in made.tags if "id" in a]
    assert len(ids) == len(set(ids))
    inside = [str(a["href"])[1:] for t, a in made.tags if t == "a" and str(a.get("href", "")).startswith("#")]
    assert set(inside) <= set(ids)
    levels = [int(t[1]) for t in kinds if re.fullmatch(r"h\d", t)]
    assert levels[0] == 1 and levels.count(1) == 1 and all(b - a <= 1 for a, b in zip(levels, levels[1:], strict=False))
    for tag, attributes in made.tags:
        if tag == "th":
            assert attributes.get("scope") in ("col", "row")
    assert "url(" not in text and "@import" not in text
    assert kinds.count("main") == 1 and kinds.count("h1") == 1 and "nav" in kinds


def test_the_public_page_shows_no_proof_and_the_other_does(examples: dict[str, Opened]) -> None:
    policy = examples["telecom"].policy
    measures = {a: Measure(0, words_moment(), 7) for a in policy.activities}
    measures["call quality"] = Measure(3, words_moment(), 7)
    with words.use("nl"):
        made = statement(policy, TODAY)
        public = page(made, Edition())
        proven = page(made, Edition(), stand=lambda s: standing(policy, s, measures, TODAY))
    assert 'data-promise="C1"' in public and 'class="standing' not in public and "bewijslogboek" not in public
    call = proven[proven.index('id="use-call-quality"') :]
    assert "3 rijen zijn te laat" in call[: call.index("</section>")] and "logregel 7" in call
    never = proven[proven.index('id="recipients"') :]
    assert "Wij verkopen uw gegevens nooit." in never


def words_moment() -> datetime:
    return datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize("language", ["nl", "en", "es"])
def test_the_pdf_is_tagged_and_says_all(language: str, examples: dict[str, Opened]) -> None:
    with words.use(language):
        data = pdf(
            with_versions(
                statement(examples["telecom"].policy, TODAY), replace(EDITION, earlier=(Earlier(1, date(2025, 1, 1)),)), "u"
            ),
            EDITION,
        )
        assert data == pdf(
            with_versions(
                statement(examples["telecom"].policy, TODAY), replace(EDITION, earlier=(Earlier(1, date(2025, 1, 1)),)), "u"
            ),
            EDITION,
        )
    with pikepdf.open(io.BytesIO(data)) as made:
        assert str(made.Root.Lang) == language
        assert bool(made.Root.MarkInfo.Marked) and "/StructTreeRoot" in made.Root
        assert bool(made.Root.ViewerPreferences.DisplayDocTitle)
        with made.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        kinds = tags(made.Root.StructTreeRoot)
    assert {"/H1", "/H2", "/H3", "/L", "/LI", "/Table", "/TH", "/TD", "/Link"} <= kinds


def tags(node: object) -> set[str]:
    found: set[str] = set()
    pending = [node]
    while pending:
        one = pending.pop()
        if isinstance(one, pikepdf.Array):
            pending += list(one)
        elif isinstance(one, pikepdf.Dictionary):
            if "/S" in one:
                found.add(str(one.S))
            if "/K" in one:
                pending.append(one.K)
    return found


def test_what_an_organisation_writes_is_never_markup(examples: dict[str, Opened]) -> None:
    policy = evil(examples["telecom"].policy)
    with words.use("nl"):
        made = statement(policy, TODAY)
        html, paper, marked = page(made, Edition()), pdf(made, Edition()), markdown(made, Edition())
    shown = Page(html)
    assert shown.open == [] and "script" not in [t for t, _ in shown.tags]
    assert "<script>alert(1)</script>" in shown.text
    with pikepdf.open(io.BytesIO(paper)) as document:
        assert float(document.pages[0].MediaBox[2]) > 500  # nobody set the width of the page
    assert "<script>" not in marked and "](javascript:" not in marked and "\\<script\\>" in marked
    assert re.search(r"(?<!\\)\*x\*", marked) is None
    assert not re.search(r"(?m)^\s*#set", marked)


def test_a_house_style_comes_after_ours_and_stays_a_style(examples: dict[str, Opened]) -> None:
    with words.use("nl"):
        html = page(
            statement(examples["telecom"].policy, TODAY), Edition(), ":root { --accent: #c00 }</style><script>alert(1)</script>"
        )
    assert html.index("--accent: #0b5a6b") < html.index("--accent: #c00")
    assert "script" not in [t for t, _ in Page(html).tags]


@pytest.mark.parametrize("name", EXAMPLES)
def test_tilt_is_what_its_schema_says(name: str, examples: dict[str, Opened]) -> None:
    schema = json.loads((HERE / "tilt-schema.json").read_text("utf-8"))
    with words.use("nl"):
        made = tilt(examples[name].policy, EDITION, DIGEST, TODAY)
    errors = [f"{list(e.absolute_path)}: {e.message[:200]}" for e in jsonschema.Draft7Validator(schema).iter_errors(made)]
    assert errors == []
    if name == "telecom":
        calls = [d for d in made["dataDisclosed"] if d["_id"].startswith("call quality/")]
        assert {d["storage"][0]["temporal"][0]["ttl"] for d in calls} == {"P30D"}
        assert {d["legalBases"][0]["reference"] for d in calls} == {"GDPR-6-1-f"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_dpv_uses_terms_that_there_are(name: str, examples: dict[str, Opened]) -> None:
    terms = dict(
        line.split(": ", 1) for line in (HERE / "dpv-2.3-terms.txt").read_text("utf-8").splitlines() if not line.startswith("#")
    )
    with words.use("en"):
        made = json.dumps(dpv(examples[name].policy, EDITION, DIGEST, TODAY))
    used = set(re.findall(r'"(dpv|pd|gdpr):([\w-]+)"', made))
    assert len(used) > 25
    assert {f"{p}:{name_}" for p, name_ in used if name_ not in terms[p].split()} == set()


def test_markdown_has_a_table_and_links(examples: dict[str, Opened]) -> None:
    with words.use("en"):
        text = markdown(statement(examples["telecom"].policy, TODAY), EDITION)
    assert "| --- | --- | --- | --- | --- |" in text
    assert "<privacy@voorbeeldtelecom.example>" in text
    assert re.search(r"\[Who are we\?\]\(#who\)", text) and '<a id="who"></a>' in text
