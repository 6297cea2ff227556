"""The name and version of the code that computes figures; every statement says it."""

from typing import Final

__all__ = ["ENGINE"]

ENGINE: Final = "upheld 0.1.0"
"""Changes with the version of the distribution; a test holds the two together."""
