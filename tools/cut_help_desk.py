"""Cut the slice of the ServiceNow incident log that is shipped in examples/help-desk, whole incidents by opening day.

    python tools/cut_help_desk.py PATH/TO/incident_event_log.csv.gz [FOLDER]

The same log gives the same bytes.
"""

import csv
import gzip
import io
import sys
from datetime import date
from pathlib import Path

FIRST, LAST = date(2016, 4, 16), date(2016, 5, 31)
TARGET = Path(__file__).resolve().parents[1] / "examples" / "help-desk"


def slice_of(log: bytes) -> tuple[bytes, int, int]:
    """The packed slice of a packed log, how many incidents it holds, and how many events."""
    rows = csv.reader(io.StringIO(gzip.decompress(log).decode()))
    heading = next(rows)
    number, opened = heading.index("number"), heading.index("opened_at")
    kept = [row for row in rows if FIRST <= day_of(row[opened]) <= LAST]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([heading, *kept])
    packed = gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0)
    return packed, len({row[number] for row in kept}), len(kept)


def day_of(text: str) -> date:
    """The day of a time as the log writes it, 29/2/2016 01:16."""
    day, month, year = text.partition(" ")[0].split("/")
    return date(int(year), int(month), int(day))


def main(log: str, folder: str = str(TARGET)) -> None:
    """Write the slice and say what is in it."""
    packed, incidents, events = slice_of(Path(log).read_bytes())
    target = Path(folder) / "incident_event_log.csv.gz"
    target.write_bytes(packed)
    print(f"{target}: {incidents:,} incidents, {events:,} events, {len(packed):,} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
