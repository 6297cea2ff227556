"""Loading as a whole: a good agreement comes out, and wrong ones come back with all their problems."""

from pathlib import Path

from upheld.agreements.load import load_agreement

ACME = Path(__file__).parent / "acme.yaml"


def test_a_good_agreement_loads_without_a_problem() -> None:
    agreement, problems = load_agreement(ACME)
    assert problems == []
    assert agreement is not None
    assert list(agreement.promises) == [
        "change-approval",
        "monthly-report",
        "portal-availability",
        "resolution",
        "response",
        "satisfaction",
    ]
