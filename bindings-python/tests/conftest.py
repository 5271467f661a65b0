import pytest

import tagora

HANDBOOK = """
event 购买 { 金额: decimal(2) }
attribute 年龄: int
tag 新客 when did 购买 in last 30 days
tag 重点
"""


@pytest.fixture
def engine() -> tagora.Engine:
    """An engine with a small handbook."""
    engine = tagora.Engine()
    engine.load(HANDBOOK)
    return engine
