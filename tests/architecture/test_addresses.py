"""Nothing in the tree belongs to one machine: no registry's address and no path of somebody's disk."""

import re
import subprocess

from tests.architecture.sources import ROOT

REGISTRIES = ("py" + "pi.org", "python" + "hosted", "npm" + "js.org", "deb.deb" + "ian.org", "crates" + ".io")
SOMEBODYS_DISK = re.compile(r"(?<![\w.:/-])/(?:work|farm|root|home|Users)/[\w.-]")
BINARY = {".png", ".pdf", ".gz", ".zst", ".parquet", ".ico", ".woff2"}


def test_no_file_names_a_registry_or_a_disk() -> None:
    assert [place for path, text in texts() for place in told(path, text)] == []


def told(path: str, text: str) -> list[str]:
    """The places in a file that name a registry or a machine's path."""
    return [
        f"{path}:{number}: {line.strip()[:80]}"
        for number, line in enumerate(text.splitlines(), start=1)
        if SOMEBODYS_DISK.search(line) or any(host in line for host in REGISTRIES)
    ]


def texts() -> list[tuple[str, str]]:
    """Path and text of every text file under version control."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S607 -- git is found on PATH everywhere
    paths = [ROOT / name for name in listing.split("\0") if name]
    return [
        (path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8", errors="replace"))
        for path in paths
        if path.is_file() and path.suffix not in BINARY
    ]
