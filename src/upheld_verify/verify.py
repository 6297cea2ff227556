"""The questions, in order: is the file whole, who signed, does it extend what you held, is it all in the ledger, what
was agreed, and does the same statement come out.

Each question is a function that answers with what it found; a later one is asked only where the earlier ones leave it
something to stand on. Nothing that failed is relied on.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import islice
from typing import Final, Literal

from upheld.agreements.load import load_bytes
from upheld.agreements.model import Agreement
from upheld.evidence.bundle import Bundle, BundleError, entry_lines, read_bundle
from upheld.evidence.chain import ENTRIES, MOST, Breach, Notable, notable, ruled_entries
from upheld.evidence.checkpoint import Checkpoint
from upheld.evidence.disclosure import DisclosureError, roots
from upheld.evidence.entries import Agreed, Entry
from upheld.evidence.facts import Facts
from upheld.evidence.holdings import Held
from upheld.evidence.notes import encoded
from upheld.evidence.recording import facts_of_entries
from upheld.evidence.signers import OWN_KEY, Signed, signed_by
from upheld.evidence.succession import extension, past_of, superseding, unlike_head, unlike_held, unrecorded
from upheld.measure.attributes import private_but_read
from upheld.quantities.instants import instant_text
from upheld.quantities.windows import NotAPeriodError, period
from upheld.quantities.zones import local_day
from upheld.report.differences import differences
from upheld.report.figures import Figure, figures, money_words
from upheld.report.json import NotAStatementError, statement_from_json, statement_json
from upheld.settle.asked import asked_again
from upheld.settle.engine import ENGINE
from upheld.settle.state import state
from upheld.settle.statement import CheckpointRef, Statement

__all__ = ["NOT_PROVED", "Answer", "Outcome", "Step", "verify"]

Outcome = Literal["holds", "fails", "not asked", "not reached"]

NOT_PROVED: Final = (
    "that everything was recorded: what never reached the ledger leaves no trace in it",
    "that a sensor or a person told the truth, or that a clock was right",
    "that the agreement in the ledger is the one you signed: compare its digest with your copy",
)
"""What no bundle can prove, said in every answer."""

_NOTHING: Final = Notable(())


@dataclass(frozen=True, slots=True)
class Step:
    """One question with its answer in words, and everything found against it."""

    name: str
    outcome: Outcome
    says: str
    findings: tuple[Breach, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The answers in order, what the bundle says it is, the head of its ledger to hold from now on, and the statement
    as far as it could be read.
    """

    steps: tuple[Step, ...]
    about: Mapping[str, str]
    checkpoint: str
    stated: Statement | None = None

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures of the statement; none where anything fails, for then they are only what somebody wrote."""
        return figures(self.stated) if self.stated is not None and self.holds else ()

    @property
    def money(self) -> Mapping[str, str]:
        """What they come to, likewise."""
        return dict(money_words(self.stated)) if self.stated is not None and self.holds else {}

    @property
    def holds(self) -> bool:
        """Whether every question that was asked was answered well."""
        return all(step.outcome in ("holds", "not asked") for step in self.steps)

    @property
    def is_pinned(self) -> bool:
        """Whether a key of the client's own was among those that signed."""
        return OWN_KEY not in self.about.get("by", "")


@dataclass(slots=True)
class _Case:
    """What is known about a bundle so far."""

    bundle: Bundle
    held: Held
    steps: list[Step] = field(default_factory=list)
    roots: Mapping[int, bytes] = field(default_factory=dict)
    notable: Notable = _NOTHING
    received: tuple[str, str] = ("", "")
    signed: Signed | None = None
    agreement: Agreement | None = None
    facts: Facts | None = None
    statement: Statement | None = None

    @property
    def is_whole(self) -> bool:
        """Whether every entry is shown."""
        return not self.bundle.disclosure.withheld

    @property
    def given(self) -> tuple[int, bytes]:
        """How many entries are shown or withheld, and the root that comes out of them."""
        size = self.bundle.disclosure.size
        return size, self.roots[size]

    def entries(self) -> Iterator[tuple[int, bytes]]:
        """The entries shown, by index."""
        return zip(self.bundle.disclosure.indices, entry_lines(self.bundle), strict=False)

    def told(self, name: str, findings: Iterable[Breach], *, says: str) -> bool:
        """Note a question answered: well if nothing was found."""
        found = tuple(islice(findings, MOST))
        self.steps.append(Step(name, "fails" if found else "holds", found[0].says if found else says, found))
        return not found


def verify(content: bytes, *, held: Held) -> Answer:
    """Every question about a bundle (its bytes), asked with what a client holds. Never raises for any bytes."""
    bundle, errors = read_bundle(content)
    if bundle is None:
        return _unreadable(errors)
    case = _Case(bundle, held)
    case.told("files", map(_damage, errors), says=_held_together(bundle))
    try:
        case.roots = roots(bundle.disclosure, entry_lines(bundle), at={last.size for last in held.heads})
        case.notable = notable(case.entries())
    except (BundleError, DisclosureError) as error:
        code = error.code if isinstance(error, BundleError) else "entries-not-in-ledger"
        case.steps[0] = Step("files", "fails", error.reason, (Breach(code, ENTRIES, error.reason),))
        return _answer(case)
    questions: tuple[Callable[[_Case], bool], ...] = (_signature, _extension, _entries, _agreement, _statement)
    for question in questions:
        if not question(case) and question in (_entries, _agreement):
            break
    return _answer(case)


_NAMES: Final = ("files", "signature", "extension", "entries", "agreement", "statement")


def _answer(case: _Case) -> Answer:
    asked = {step.name for step in case.steps}
    rest = tuple(Step(name, "not reached", "an answer above must hold first") for name in _NAMES if name not in asked)
    return Answer((*case.steps, *rest), _about(case), case.bundle.checkpoint.decode("utf-8", "replace"), case.statement)


def _unreadable(errors: list[BundleError]) -> Answer:
    findings = tuple(map(_damage, errors))
    rest = (Step(name, "not reached", "the file must be whole first") for name in _NAMES[1:])
    return Answer((Step("files", "fails", findings[0].says, findings), *rest), {}, "")


def _about(case: _Case) -> Mapping[str, str]:
    signed, statement = case.signed, case.statement
    about = {} if signed is None else {"ledger": signed.head.origin, "size": str(signed.head.size), "by": signed.label}
    if signed is not None and (past := past_of(case.notable)) is not None:
        about |= {"follows": f"{past[0].origin} of {past[0].size} entries, none of which it holds: {past[1]}"}
    if case.received[0]:
        about |= {"recorded": " to ".join(case.received)}
    if statement is not None:
        agreement = statement.agreement
        about |= {"agreement": f"{agreement.id}, revision {agreement.revision}", "digest": agreement.digest}
        about |= {"evidence": statement.evidence.digest}
        about |= {"provider": agreement.provider, "client": agreement.client, "period": statement.period.label}
        about |= {"known at": instant_text(statement.known_at)}
        if statement.excerpt is not None:
            about |= {"excerpt": f"{', '.join(statement.excerpt)}: what else bears on it may have been withheld"}
    return about


# --- 1 to 3: the file, the signature, what you hold -------------------------------------------------------------------


def _damage(error: BundleError) -> Breach:
    return Breach(error.code, error.file, error.reason)


def _held_together(bundle: Bundle) -> str:
    return f"{6 + len(bundle.segments)} parts, each as the manifest names it"


def _signature(case: _Case) -> bool:
    signed, findings = signed_by(case.bundle.checkpoint, case.held, notable=case.notable)
    case.signed = signed
    return case.told("signature", findings, says=signed.says if signed else "")


def _extension(case: _Case) -> bool:
    if not case.held.heads:
        says = "give the head you hold with --last, and it is proved that nothing before it was changed"
        case.steps.append(Step("extension", "not asked", says))
        return True
    if case.signed is None:
        case.steps.append(Step("extension", "not reached", "an answer above must hold first"))
        return True
    head = case.signed.head
    heads = case.roots if case.given == (head.size, head.root) else None
    findings = list(unlike_held(head, case.held.heads, roots=heads, notable=case.notable))
    if not findings and heads is None:
        case.steps.append(Step("extension", "not reached", "the entries do not give this head, so they prove nothing"))
        return True
    return case.told("extension", findings, says=extension(head, case.held.heads))


# --- 4 and 5: the entries and the agreement ---------------------------------------------------------------------------


def _entries(case: _Case) -> bool:
    bundle, signed = case.bundle, case.signed
    if signed is None:
        return False
    shown, size = bundle.disclosure.count, bundle.disclosure.size
    says = (
        f"all {size} entries are shown" if case.is_whole else f"{shown} of {size} entries are shown, the rest withheld"
    )
    breaches = list(unlike_head(signed.head, case.given, entries=case.entries(), prints=bundle.fingerprints))
    breaches = breaches or _ruled(case, signed.head)
    return case.told("entries", breaches, says=f"{says}; they are those under the signed head")


def _ruled(case: _Case, head: Checkpoint) -> list[Breach]:
    """Whatever rule the entries break; where they break none their facts are taken."""
    breaches: list[Breach] = []
    segments, is_whole = case.bundle.segments, case.is_whole
    entries = ruled_entries(case.entries(), breaches, origin=head.origin, is_whole=is_whole, segments=segments)
    facts, problems = facts_of_entries(_timed(case, entries), segments, name=ENTRIES)
    if not breaches:
        case.facts = facts
        errors = [each for each in problems if each.severity == "error"]
        breaches = [Breach("facts-malformed", ENTRIES, each.message, each.place.line) for each in errors]
    return breaches


def _timed(case: _Case, entries: Iterable[tuple[int, Entry]]) -> Iterator[tuple[int, Entry]]:
    """The entries, noting when the first and the last of them were received."""
    for index, entry in entries:
        case.received = (case.received[0] or entry.received, entry.received)
        yield index, entry


def _agreement(case: _Case) -> bool:
    text = case.bundle.agreement
    agreement, problems = load_bytes(text, "agreement.yaml")
    if agreement is None:
        first = problems[0]
        finding = Breach("agreement-malformed", "agreement.yaml", f"line {first.place.line}: {first.message}")
        return case.told("agreement", [finding], says="")
    case.agreement = agreement
    findings = [*unrecorded(case.notable, _agreed(agreement, text))]
    hidden = [each for _, entry in case.notable.of("ledger.open") for each in entry.public["private"]]
    for path in private_but_read(agreement, hidden):
        says = f"its figures depend on {path}, which this ledger keeps private"
        findings.append(Breach("agreement-reads-private", "agreement.yaml", says, 0, "public.private", path))
    others = (entry.public for _, entry in case.notable.of("agreement") if entry.public["digest"] != agreement.digest)
    also = ", ".join(f"revision {each['revision']} from {each['effective']}" for each in others)
    says = (
        f"revision {agreement.revision} of {agreement.id}, as the ledger recorded it{also and f'; it has also {also}'}"
    )
    return case.told("agreement", findings, says=says)


def _agreed(agreement: Agreement, text: bytes) -> Agreed:
    """What the entry of an agreement must say."""
    effective, file = agreement.effective.isoformat(), f"sha256:{sha256(text).hexdigest()}"
    return Agreed(agreement.id, agreement.revision, effective, agreement.digest, file)


# --- 6: the statement -------------------------------------------------------------------------------------------------


def _statement(case: _Case) -> bool:
    try:
        case.statement = statement_from_json(case.bundle.statement)
    except NotAStatementError as error:
        return case.told("statement", [Breach("statement-malformed", "statement.json", error.reason)], says="")
    findings = list(islice(_against_statement(case, case.statement), MOST))
    facts, label = case.statement.evidence.facts, case.statement.period.label
    known = instant_text(case.statement.known_at)
    later = case.facts.learned_after(case.statement.known_at) if case.facts else 0
    left_out = f"; {later} facts shown were learned later than that, and count for nothing in it" if later else ""
    says = f"computed again from {facts} facts for {label}, as known at {known}: the same, byte for byte{left_out}"
    return case.told("statement", findings, says=says)


def _against_statement(case: _Case, stated: Statement) -> Iterator[Breach]:
    agreement, file = case.agreement, "statement.json"
    if agreement is None or case.facts is None or case.signed is None:
        yield Breach("facts-malformed", ENTRIES, "there is nothing to compute it from")
        return
    if stated.engine != ENGINE:
        says = f"it was made by {stated.engine}, and this is {ENGINE}"
        yield Breach("engine-differs", file, says, None, "engine", stated.engine, ENGINE)
    if stated.agreement.digest != agreement.digest:
        says, own = "it names another agreement", stated.agreement.digest
        yield Breach("agreement-differs", file, says, None, "agreement.digest", own, agreement.digest)
    head, named_head = case.signed.head, stated.evidence.checkpoint
    own_head = CheckpointRef(head.origin, head.size, encoded(head.root))
    if named_head != own_head:
        says = "it says that its evidence lies under another head"
        yield Breach("checkpoint-differs", file, says, None, "evidence.checkpoint", str(named_head), str(own_head))
    if not case.is_whole and stated.excerpt is None:
        hidden = case.bundle.disclosure.size - case.bundle.disclosure.count
        yield Breach("entries-withheld", "proof.json", f"{hidden} entries of the ledger are not shown")
    try:
        named = period(stated.period.label, agreement.zone)
    except (NotAPeriodError, TypeError) as error:
        yield Breach("period-invalid", file, str(error), None, "period.label", str(stated.period.label))
        return
    day, agreed = str(local_day(named.start, agreement.zone)), _agreed(agreement, case.bundle.agreement)
    yield from superseding(case.notable, agreed, day=day, known_at=instant_text(stated.known_at))
    again, trouble = state(agreement, case.facts, asked=replace(asked_again(stated), period=named, engine=ENGINE))
    if again is None:
        code, place = ("excerpt-invalid", "excerpt") if stated.excerpt else ("period-invalid", "period")
        yield Breach(code, file, trouble[0].message, None, place, named.label)
        return
    yield from _unlike(case.bundle.statement, statement_json(again))


def _unlike(stated: bytes, recomputed: bytes) -> Iterator[Breach]:
    found = False
    for each in differences(stated, recomputed):
        found = True
        code = "data-differs" if each.field.startswith("versions.") else "figure-differs"
        yield Breach(code, "statement.json", each.says, None, each.field, each.stated, each.recomputed)
    if not found and stated != recomputed:
        yield Breach("statement-rewritten", "statement.json", "its bytes are not those that are computed")
