"""The shipped slice of the incident log is what its script cuts from the whole."""

import gzip
from pathlib import Path

from tools.cut_help_desk import slice_of

EXAMPLE = Path(__file__).parents[2] / "examples" / "help-desk" / "incident_event_log.csv.gz"


def test_the_shipped_slice_is_what_the_script_cuts(shared: Path) -> None:
    log = (shared / "uci-incident-event-log" / "incident_event_log.csv.gz").read_bytes()
    packed, incidents, events = slice_of(log)
    assert (incidents, events) == (10_946, 56_539)
    assert gzip.decompress(packed) == gzip.decompress(EXAMPLE.read_bytes())
    assert EXAMPLE.stat().st_size < 1_000_000
