"""What a statement is asked for, before anything is measured."""

from dataclasses import dataclass

from upheld.quantities.windows import Window
from upheld.settle.statement import CheckpointRef, Statement

__all__ = ["Asked", "asked_again"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be stated: the period, as known at an instant [us UTC], by which engine.

    `promises` asks for an excerpt with these alone; `checkpoint` is the head of the ledger that holds the facts.
    """

    period: Window
    known_at: int
    engine: str
    promises: tuple[str, ...] | None = None
    checkpoint: CheckpointRef | None = None


def asked_again(statement: Statement) -> Asked:
    """What was asked for when a statement was made."""
    return Asked(
        statement.period, statement.known_at, statement.engine, statement.excerpt, statement.evidence.checkpoint
    )
