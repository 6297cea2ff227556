"""The power goes: a file system is shut down without writing what it holds back, and mounted again.

What was acknowledged, noted on another file system, must be there. With `synchronous = NORMAL` some of it must be
missing, or the test proves nothing. UPHELD_POWER_CUTS=50 is the full proof. Where there is no root, no loop device or
no ext4, the tests are skipped and say so; with UPHELD_POWER_CUTS set they fail.
"""

import os
import random
import shutil
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import ioctl
from pathlib import Path

import pytest

from tests.faults.stopping import acknowledged, after, writing
from upheld.evidence.ledger_file import open_ledger

CUTS = int(os.environ.get("UPHELD_POWER_CUTS", "3"))
SHUTDOWN, WITHOUT_FLUSH = 0x8004587D, struct.pack("I", 2)  # EXT4_IOC_SHUTDOWN, EXT4_GOING_FLAGS_NOLOGFLUSH
IMAGE_SIZE = 256 << 20


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=60)


class Disk:
    """An ext4 file system in a file, which can lose its power."""

    def __init__(self, folder: Path) -> None:
        self.image, self.mounted = folder / "disk.img", folder / "disk"
        self.mounted.mkdir()
        with self.image.open("wb") as file:
            file.truncate(IMAGE_SIZE)
        run("mkfs.ext4", "-q", "-F", str(self.image))

    @contextmanager
    def powered(self) -> Iterator[Path]:
        """The folder it is mounted on."""
        run("mount", "-o", "loop", str(self.image), str(self.mounted))
        try:
            yield self.mounted
        finally:
            run("umount", str(self.mounted))

    def cut(self) -> None:
        """Take the power: what is not on the disk is gone."""
        folder = os.open(self.mounted, os.O_RDONLY)
        try:
            ioctl(folder, SHUTDOWN, WITHOUT_FLUSH)
        finally:
            os.close(folder)


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """A disk of its own, or a loud reason why there is none."""
    reason = ""
    if os.geteuid() != 0 or not shutil.which("mkfs.ext4"):
        reason = "power cuts need root and mkfs.ext4"
    else:
        try:
            made = Disk(tmp_path)
            with made.powered():
                made.cut()
        except (OSError, subprocess.CalledProcessError) as error:
            reason = f"power cuts need loop devices and ext4: {error}"
        else:
            return made
    if "UPHELD_POWER_CUTS" in os.environ:
        pytest.fail(reason)
    pytest.skip(reason)


def cut_often(disk: Disk, folder: Path, *weaker: str) -> tuple[int, int, list[str]]:
    """How many appends were acknowledged, how many of them were lost, and what else is wrong, over many cuts."""
    luck, acked, lost, wrong = random.Random(7), 0, 0, []  # noqa: S311 - the same moments on every run
    for number in range(CUTS):
        acks = folder / f"{number}.acks"
        with disk.powered() as mounted, writing(mounted / f"{number}.ledger", acks, *weaker):
            time.sleep(luck.random() * 0.3)
            disk.cut()
        found = acknowledged(acks)
        with disk.powered() as mounted:
            path = mounted / f"{number}.ledger"
            there = size_of(path)
            wrong += after(path, acks) if there >= found[-1][0] else [f"{found[-1][0]} acknowledged, {there} there"]
            path.unlink(missing_ok=True)
        acked, lost = acked + len(found), lost + sum(size > there for size, _ in found)
    return acked, lost, wrong


def size_of(path: Path) -> int:
    """How many entries a ledger has; none if nothing of it reached the disk."""
    if not path.exists() or not path.stat().st_size:
        return 0
    with open_ledger(path) as ledger:
        return ledger.size


def test_what_was_acknowledged_outlives_a_power_cut(disk: Disk, tmp_path: Path) -> None:
    acked, lost, wrong = cut_often(disk, tmp_path)
    print(f"{CUTS} power cuts, {acked} appends acknowledged, {lost} lost")  # noqa: T201 - with -s, the figures
    assert (lost, wrong) == (0, [])


def test_a_ledger_that_does_not_wait_for_the_disk_loses_some(disk: Disk, tmp_path: Path) -> None:
    acked, lost, _ = cut_often(disk, tmp_path, "NORMAL")
    print(f"{CUTS} power cuts with NORMAL, {acked} appends acknowledged, {lost} lost")  # noqa: T201 - likewise
    assert lost > 0
