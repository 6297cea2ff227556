"""Where a text stands in what a ledger shows to everybody."""

from pathlib import Path

from tests.evidence.ledger_worlds import begun, recorded, states
from upheld.evidence.searching import found_in_clear


def test_a_text_is_found_however_it_is_spelled(tmp_path: Path) -> None:
    with begun(tmp_path / "a.ledger") as ledger:
        ledger.append([b'{"a":"B\\"ob"}', '{"a":"Ann-Zoë\\n  Doe"}'.encode()])
        found = {'B"ob': [1], "bob": [], "Eve": [], "ann-zoe\u0308 doe": [2], "ANN-ZOE": [2]}
        assert found_in_clear(ledger, found) == found


def test_a_text_in_a_segment_is_found_under_its_entry(tmp_path: Path) -> None:
    with begun(tmp_path / "a.ledger") as ledger:
        span = {"kind": "count", "source": "gate", "item": "web", "good": 1, "total": 1}
        labels = {"owner": "Jané Doe", "site": 'x"y'}
        hours = [f"2026-03-{2 + number // 24:02}T{number % 24:02}" for number in range(40)]
        owned = [
            span | {"id": f"c{at}", "from": f"{at}:00:00Z", "until": f"{at}:30:00Z", "labels": labels} for at in hours
        ]
        recorded(ledger, *states(1), *owned, bulk_from=10)
        assert found_in_clear(ledger, ["JANE DOE", 'X"Y', "s1"])["JANE DOE"] == [1]
        assert found_in_clear(ledger, ['X"Y'])['X"Y'] == [1]
        assert found_in_clear(ledger, ["Eve"])["Eve"] == []


def test_a_segment_that_cannot_be_read_hides_nothing_else(tmp_path: Path) -> None:
    with begun(tmp_path / "a.ledger") as ledger:
        ledger.append([b'{"type":"segment"}', b'{"a":"Ann"}'])
        assert found_in_clear(ledger, ["ann"])["ann"] == [2]
