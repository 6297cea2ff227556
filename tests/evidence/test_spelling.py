"""Spellings of the same text."""

import pytest

from upheld.evidence.spelling import folded


@pytest.mark.parametrize(
    "spelled",
    [
        *("Zoë Straße", "ZOË STRASSE", "Zoe\u0308  Straße", "zoë\tstrasse\n", "\uff3a\uff4f\u00eb Stra\u00dfe"),
        *("zoe strasse", "Zo\u200be Stra\u00adsse", "Zoe\u00a0Strasse", "\ufeffZoé straße"),
    ],
)
def test_spellings_of_a_name_are_the_same(spelled: str) -> None:
    assert folded(spelled) == "zoe strasse"


def test_other_names_stay_others() -> None:
    assert len({folded(name) for name in ("Zoë", "Zoo", "Zo ë")}) == 3
