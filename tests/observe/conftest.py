"""Where the full public logs are found that are too large, or not licensed, to be shipped."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of full logs: UPHELD_SHARED, or `../shared` beside the repository; tests that need it skip without."""
    folder = Path(os.environ.get("UPHELD_SHARED", ROOT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip(f"the full public logs are not at {folder}; set UPHELD_SHARED to the folder that holds data/")
    return folder
