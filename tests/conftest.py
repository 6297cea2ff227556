"""What every test may count on: the same generated input on every run, and the system programs that look at documents.

A test that needs a browser or a PDF reader asks for `chromium` or `pdftoppm` here and gets its path. Where the program
is missing the test is skipped with the reason; with CI=true it fails, so that nothing is left unlooked-at there.
"""

import os
import shutil

import pytest
from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("search", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium that can be driven without a screen."""
    return program("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def pdftoppm() -> str:
    """Path of the program that turns a PDF into pictures."""
    return program("pdftoppm")


@pytest.fixture(scope="session")
def pdftotext() -> str:
    """Path of the program that reads the text of a PDF."""
    return program("pdftotext")


def program(*names: str) -> str:
    """Path of the first program found on PATH; where there is none the test that asked is skipped, or fails on CI."""
    for name in names:
        if path := shutil.which(name):
            return path
    reason = f"{names[0]} is not installed; tools/install-test-system-packages.sh installs it as root"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
