"""One declaration, everything follows: a period that is changed in the policy changes the statement, the plan and the board together."""

import re

from promises.desk import Desk
from promises.mailbox import POLICY, company

assert company


def test_one_period_changes_statement_plan_and_board(company: Desk) -> None:
    def everything() -> tuple[str, str, str]:
        statement = company.run("statement", "--language", "en")
        (board,) = [line for line in company.run("board", exits=None).splitlines() if line.startswith("  C1 ")]
        return statement, company.run("plan"), board

    statement, plan, board = everything()
    assert "Until 30 days after the call." in statement
    assert "until 30 days after the call" in board and "kept" in board
    assert "shop.recordings" not in plan
    company.writes(POLICY.replace("keep: 30 days after started_on", "keep: 10 days after started_on"))
    statement, plan, board = everything()
    assert "Until 10 days after the call." in statement and "30 days" not in statement
    assert "until 10 days after the call" in board and "overdue" in board
    assert re.search(r"shop\.recordings +delete +1 row", plan)
    company.sweep()
    assert "kept" in everything()[2]
