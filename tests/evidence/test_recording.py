"""Facts into a ledger and out again: nothing is lost, doubled or shown that is private."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evidence.cases import EVERY_KIND, Fact
from tests.evidence.ledger_worlds import NOW, begun, facts_in, recorded, samples, states
from upheld.evidence.canonical import LARGEST
from upheld.evidence.chain import Breach, ruled_entries
from upheld.evidence.commitments import check_commitment
from upheld.evidence.entries import Entry, entry_bytes, read_entry
from upheld.evidence.facts import Facts
from upheld.evidence.intake import Receipt, Session, record
from upheld.evidence.ledger import MemoryLedger
from upheld.evidence.ledger_file import FileLedger, LedgerFileError, open_ledger
from upheld.evidence.recording import facts_of_entries, facts_of_ledger
from upheld.problems import Problem

PRIVATE = {"detail": "Ann's laptop"}
TICKET: Fact = {
    "kind": "work",
    "source": "desk",
    "id": "w1",
    "at": "2026-03-01T09:00:00Z",
    "work": "INC-1",
    "type": "incident",
    "event": "opened",
    "actor": {"side": "client", "name": "Ann"},
    "set": {"priority": "P1", "title": "no network", "caller": "Bob"},
}


@pytest.fixture
def ledger(tmp_path: Path) -> FileLedger:
    """A ledger with entry 0."""
    return begun(tmp_path / "a.ledger")


def entries(ledger: FileLedger) -> list[Entry]:
    return [read_entry(each) for each in ledger.read(0, ledger.size)]


def out(ledger: FileLedger) -> Facts:
    facts, problems = facts_of_ledger(ledger, ledger.size, name="a.ledger")
    assert facts is not None, problems
    return facts


def codes(result: tuple[Receipt | None, list[Problem]]) -> list[str]:
    return [problem.code for problem in result[1]]


def keeps_the_rules(ledger: FileLedger) -> bool:
    breaches: list[Breach] = []
    entries = enumerate(ledger.read(0, ledger.size))
    passed = ruled_entries(entries, breaches, origin=ledger.origin, is_whole=True, segments=ledger.segments)
    return len(list(passed)) == ledger.size and not breaches


def without_private(facts: list[Fact]) -> list[Fact]:
    hidden = {"detail": None, "actor.name": None, "by.name": None, "by.authority": None}
    return [
        {
            key: {inner: each for inner, each in value.items() if f"{key}.{inner}" not in hidden}
            if isinstance(value, dict)
            else value
            for key, value in fact.items()
            if key not in hidden
        }
        for fact in facts
    ]


def test_every_kind_of_fact_comes_back(ledger: FileLedger) -> None:
    receipt, problems = recorded(ledger, *EVERY_KIND, *samples(*range(40)), bulk_from=10, at=2 * NOW)
    assert receipt is not None
    assert problems == []
    assert out(ledger).digest == facts_in(*without_private(EVERY_KIND), *samples(*range(40))).digest
    assert (receipt.first, receipt.size, receipt.added) == (1, ledger.size, len(EVERY_KIND) + 40)
    assert receipt.root == ledger.frontier().root
    assert keeps_the_rules(ledger)


def test_a_fact_is_an_entry(ledger: FileLedger) -> None:
    recorded(ledger, TICKET)
    entry = entries(ledger)[1]
    assert (entry.type, entry.subject, entry.actor, entry.reason) == ("fact", "INC-1", "client", None)
    assert entry.observed == ("2026-03-01T09:00:00Z", "2026-03-01T09:00:00Z")
    assert entry.received == "2026-04-02T12:00:00Z"
    assert (entry.source.collector, entry.source.epoch, entry.source.first, entry.source.last) == ("desk", "1", 1, 1)
    assert entry.public == TICKET | {"actor": {"side": "client"}, "set": {"priority": "P1"}}
    assert out(ledger).table("work")["line"].to_list() == [1]
    assert out(ledger).files == ("a.ledger",)


def test_private_values_are_committed_to_and_kept_aside(ledger: FileLedger) -> None:
    recorded(ledger, TICKET)
    ((content,),) = ledger.select("SELECT bytes FROM entry WHERE number = 1")
    assert not any(word in content for word in (b"Ann", b"Bob", b"network"))
    kept, commit = ledger.register.private(1), entries(ledger)[1].commit
    assert {path: each.payload for path, each in kept.items()} == {
        "actor.name": b"Ann",
        "set.caller": b"Bob",
        "set.title": b"no network",
    }
    for path, each in kept.items():
        check_commitment(commit[path], each.key, payload=each.payload)
    assert len({each.key for each in kept.values()}) == 3


def test_more_fields_can_be_private(tmp_path: Path) -> None:
    ledger = begun(tmp_path / "a.ledger", private=("set.priority", "labels.team"))
    recorded(ledger, TICKET)
    assert set(entries(ledger)[1].commit) == {"actor.name", "set.caller", "set.priority", "set.title"}
    assert "set" not in entries(ledger)[1].public


def test_a_span_is_observed_from_its_start_to_its_end(ledger: FileLedger) -> None:
    recorded(ledger, *EVERY_KIND)
    spans = {entry.public["kind"]: entry.observed for entry in entries(ledger)[1:]}
    assert spans["count"][0] < spans["count"][1]
    assert spans["member"][0] <= spans["member"][1]
    assert spans["state"][0] == spans["state"][1]


def test_samples_that_are_known_are_sealed_no_more(ledger: FileLedger) -> None:
    recorded(ledger, *samples(*range(40)), bulk_from=10)
    receipt, _ = recorded(ledger, *samples(*range(80)), *samples(*range(5), item="lab"), bulk_from=10)
    assert receipt is not None
    assert (receipt.added, receipt.sealed, receipt.repeated) == (45, 40, 40)
    assert [entry.type for entry in entries(ledger)] == ["ledger.open", "segment", "segment", *["fact"] * 5]
    assert codes(recorded(ledger, *samples(*range(60)), bulk_from=10)) == ["already-recorded"]
    assert codes(recorded(ledger, *samples(*range(40, 80), value="0"), bulk_from=10)) == ["recorded-otherwise"] * 21
    assert keeps_the_rules(ledger)


def test_what_is_private_or_corrects_is_in_no_segment(ledger: FileLedger) -> None:
    count = next(fact for fact in EVERY_KIND if fact["kind"] == "count") | {"corrects": None, "labels": {"team": "x"}}
    many = [count | {"id": f"n{number}"} for number in range(40)]
    named = [count | {"id": f"p{number}", "labels": {"email": "ann@acme.example"}} for number in range(40)]
    again = [count | {"id": f"q{number}", "corrects": f"n{number}", "reason": "?"} for number in range(40)]
    receipt, _ = recorded(ledger, *many, *named, *again, bulk_from=100)
    assert receipt is not None
    assert (receipt.added, receipt.sealed) == (120, 40)
    assert all(entry.public["count"] == 40 for entry in entries(ledger) if entry.type == "segment")
    assert keeps_the_rules(ledger)


def test_what_is_known_is_passed_over(ledger: FileLedger) -> None:
    recorded(ledger, TICKET, *states(1, 2))
    receipt, problems = recorded(ledger, TICKET, *states(2, 3))
    assert receipt is not None
    assert (receipt.first, receipt.size, receipt.added, receipt.repeated) == (4, 5, 1, 2)
    assert [(each.code, each.severity) for each in problems] == [("already-recorded", "note")]
    assert keeps_the_rules(ledger)


@pytest.mark.parametrize(
    "change",
    [
        {"event": "closed"},
        {"set": {"priority": "P2", "title": "no network", "caller": "Bob"}},
        {"set": {"priority": "P1", "title": "another title", "caller": "Bob"}},
        {"set": {"priority": "P1", "caller": "Bob"}},
        {"actor": {"side": "client"}},
    ],
)
def test_other_content_under_the_same_id_is_refused(ledger: FileLedger, change: Fact) -> None:
    recorded(ledger, TICKET)
    before = ledger.frontier().root
    receipt, problems = recorded(ledger, TICKET | change, *states(1))
    assert receipt is None
    assert [problem.code for problem in problems] == ["recorded-otherwise"]
    assert "entry 1" in problems[0].message
    assert (problems[0].place.line, ledger.frontier().root) == (1, before)


def test_an_erased_value_is_not_compared(ledger: FileLedger) -> None:
    recorded(ledger, TICKET)
    ledger.register.erase(ledger.register.holding(["NETWORK"]))
    assert codes(recorded(ledger, TICKET | {"set": TICKET["set"] | {"title": "?"}})) == ["already-recorded"]  # type: ignore[operator]
    assert codes(recorded(ledger, TICKET | {"set": {"priority": "P1", "caller": "Bob"}})) == ["recorded-otherwise"]


def correction(name: str, of: str, **more: Any) -> Fact:
    return states(1, id=name, corrects=of, reason="misread")[0] | more


def test_a_correction_names_the_entry_it_corrects(ledger: FileLedger) -> None:
    recorded(ledger, *states(1, 2))
    recorded(ledger, correction("c1", "s2"))
    recorded(ledger, correction("c3", "c2"), correction("c2", "c1"))
    assert [entry.supersedes for entry in entries(ledger)] == [None, None, None, 2, 3, 4]
    assert entries(ledger)[3].reason == "misread"
    assert [entry.public["id"] for entry in entries(ledger)[4:]] == ["c2", "c3"]
    assert keeps_the_rules(ledger)
    assert out(ledger).known_at(NOW).table("state")["id"].to_list() == ["c3", "s1"]


def test_a_correction_of_what_is_in_a_segment(ledger: FileLedger) -> None:
    recorded(ledger, *samples(*range(50)), bulk_from=10)
    again = samples(7, id="again", corrects="cold-room 7", reason="calibrated", value="3")
    recorded(ledger, *again)
    assert entries(ledger)[2].supersedes == 1
    assert keeps_the_rules(ledger)
    assert out(ledger).count == 51


def test_a_fact_has_one_successor(ledger: FileLedger) -> None:
    recorded(ledger, *states(1), correction("c1", "s1"))
    assert codes(recorded(ledger, correction("c2", "s1"))) == ["corrected-twice"]
    assert codes(recorded(ledger, correction("c1", "s1"))) == ["already-recorded"]
    assert codes(recorded(ledger, correction("c3", "nothing"))) == ["corrects-unknown"]
    assert codes(recorded(ledger, correction("c3", "s1", source="other"))) == ["corrects-unknown"]


def test_of_two_corrections_that_race_one_wins(ledger: FileLedger) -> None:
    recorded(ledger, *states(1))
    with open_ledger(ledger.path) as other:
        other.select("PRAGMA busy_timeout = 1")
        with ledger.writing():
            first = recorded(ledger, correction("c1", "s1"))
            with pytest.raises(LedgerFileError):
                recorded(other, correction("c2", "s1"))
        assert first[0] is not None
        assert codes(recorded(other, correction("c2", "s1"))) == ["corrected-twice"]


def test_a_whole_number_too_large_for_other_programs_is_refused(ledger: FileLedger) -> None:
    count = next(fact for fact in EVERY_KIND if fact["kind"] == "count") | {"total": LARGEST + 1}
    assert codes(recorded(ledger, count)) == ["not-recordable"]


def test_no_source_has_the_ledger_s_own_name(ledger: FileLedger) -> None:
    assert codes(recorded(ledger, *states(1, source="upheld"))) == ["source-reserved"]


def test_what_happens_after_it_was_received_is_told(ledger: FileLedger) -> None:
    ledger = begun(ledger.path.with_name("early.ledger"), at=0)
    midnight = 1_772_323_200_000_000  # 2026-03-01T00:00:00Z
    receipt, problems = recorded(ledger, *states(1, 300), at=midnight)
    assert (receipt is not None, problems) == (True, [])
    receipt, problems = recorded(ledger, *states(299, 301, 302), at=midnight)
    assert receipt is not None
    assert [(each.code, each.severity) for each in problems] == [("happened-after-receipt", "warning")] * 2
    assert "probe:s301" in problems[0].message
    assert "1 more" in problems[1].message


def test_received_never_decreases(ledger: FileLedger) -> None:
    recorded(ledger, *states(1), at=NOW + 60_000_000)
    recorded(ledger, *states(2), at=NOW)
    assert [entry.received for entry in entries(ledger)[1:]] == ["2026-04-02T12:01:00Z"] * 2


def test_progress_is_told(ledger: FileLedger) -> None:
    told: list[tuple[int, int]] = []
    session = Session(NOW, bytes, progress=lambda done, total: told.append((done, total)))
    record(
        facts_in(*states(*range(3000)), *states(*range(3000), source="b"), *states(*range(3000), source="c")),
        ledger,
        session=session,
    )
    assert told == [(8192, 9000), (9000, 9000)]
    assert keeps_the_rules(ledger)


@given(st.lists(st.lists(st.integers(0, 30), max_size=8), max_size=5))
def test_however_facts_arrive_each_is_recorded_once(
    tmp_path_factory: pytest.TempPathFactory, goes: list[list[int]]
) -> None:
    ledger = begun(tmp_path_factory.mktemp("once") / "a.ledger")
    for go in goes:
        if go:
            recorded(ledger, *states(*go))
    wanted = {number for go in goes for number in go}
    assert ledger.size == 1 + len(wanted)
    if wanted:
        assert out(ledger).digest == facts_in(*states(*wanted)).digest


# --- out ----------------------------------------------------------------------------------------------------------


def problems_of(*contents: bytes, segments: dict[str, bytes] | None = None) -> list[tuple[str, int]]:
    numbered = enumerate(contents, start=5)
    facts, problems = facts_of_entries(numbered, segments or {}, name="a.ledger")
    assert facts is None
    return [(problem.code, problem.place.line) for problem in problems]


def changed(content: bytes, **changes: Any) -> bytes:
    entry = read_entry(content)
    fields = {name: getattr(entry, name) for name in Entry.__slots__}
    return entry_bytes(Entry(**(fields | changes)))


def test_entries_that_are_not_what_they_say(ledger: FileLedger) -> None:
    recorded(ledger, TICKET, *states(1), *samples(*range(40)), bulk_from=10)
    _, segment, state, ticket = ledger.read(0, ledger.size)
    assert problems_of(b"{}") == [("not-an-entry", 5)]
    assert problems_of(state, changed(ticket, subject="INC-2")) == [("entry-contradicts-itself", 6)]
    assert problems_of(changed(ticket, source=read_entry(state).source)) == [("entry-contradicts-itself", 5)]
    public = dict(read_entry(state).public)
    assert problems_of(ticket, changed(state, public=public | {"state": "odd"})) == [("unknown-value", 6)]
    assert problems_of(ticket, changed(state, public=public | {"kind": "odd"})) == [("unknown-kind", 6)]
    assert problems_of(state, changed(state, public=public | {"state": "down"})) == [("conflicting-id", 6)]
    assert problems_of(segment) == [("segment-not-there", 5)]
    digest = next(iter(ledger.segments))
    assert problems_of(segment, segments={digest: b"other"}) == [("segment-differs", 5)]
    assert problems_of(next(ledger.read(0, 1))) == [("no-facts", 0)]


def test_an_entry_exchanged_in_the_file_is_noticed(ledger: FileLedger) -> None:
    recorded(ledger, *states(1, 2))
    memory = MemoryLedger(ledger.origin)
    memory.append(ledger.read(0, 3))
    assert facts_of_ledger(memory, 3, name="m")[0] is not None
    memory.read = lambda start, end: ledger.read(start, end - 1)  # type: ignore[method-assign]
    facts, problems = facts_of_ledger(memory, 3, name="m")
    assert facts is None
    assert problems[0].code == "ledger-root-differs"


@pytest.mark.parametrize("bulk_from", [0, 1_000])
def test_what_is_recorded_is_known_from_its_receipt_whatever_it_says(ledger: FileLedger, bulk_from: int) -> None:
    ahead = [fact | {"learned_at": "2099-01-01T00:00:00Z"} for fact in (*states(2), *samples(*range(40)))]
    receipt, problems = recorded(ledger, *ahead, bulk_from=bulk_from)
    assert receipt is not None
    assert {each.code for each in problems} == {"learned-after-receipt"}
    assert out(ledger).known_at(NOW + 1).count == len(ahead)


def test_what_was_learned_before_its_receipt_is_known_from_then(ledger: FileLedger) -> None:
    recorded(ledger, *states(1, 2), at=NOW + 10**12)
    assert out(ledger).known_at(NOW).count == 2
