"""The sample: what check finds in it, and that no rule falls over a policy that is only half there."""

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

import gestand.examples.telecom as telecom
from gestand.examples.sample import make
from gestand.execute.context import Opened, open_policy
from gestand.policy import resolve, source
from gestand.policy.check import check, failing
from gestand.policy.tables import Findings

from .conftest import TODAY

FOLDER = Path(str(telecom.__file__)).parent / "policy"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    made = make("telecom", tmp_path_factory.mktemp("telecom") / "made", date(2026, 11, 22))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in made.environment.items():
            patch.setenv(name, value)
        one = open_policy(FOLDER)
    yield one
    for store in one.stores.values():
        store.engine.dispose()


def test_the_sample_has_no_errors(sample: Opened) -> None:
    found = failing(check(sample.policy, sample.findings, TODAY))
    assert [(d.code, d.about) for d in found] == []


def _cut(tree: Any, dice: random.Random) -> Any:
    """The same with a few things left out."""
    if isinstance(tree, dict):
        return {k: _cut(v, dice) for k, v in tree.items() if dice.random() > 0.06}
    if isinstance(tree, list):
        return [_cut(v, dice) for v in tree if dice.random() > 0.1]
    return tree


@pytest.mark.parametrize("seed", range(25))
def test_half_a_policy_is_checked_without_falling_over(seed: int, sample: Opened, tmp_path: Path) -> None:
    whole: dict[str, Any] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        whole |= yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
    (tmp_path / "policy.yaml").write_text(yaml.safe_dump(_cut(whole, random.Random(seed)), sort_keys=False), "utf-8")
    tree, problems = source.read(tmp_path)
    found = Findings(problems)
    policy = resolve.resolve(tree, sample.policy.catalogs, tmp_path, sample.policy.stores, found)
    said = check(policy, found.all, TODAY)
    assert {d.code for d in found.all} <= {d.code for d in said}
