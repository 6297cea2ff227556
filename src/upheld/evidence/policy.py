"""Policies: which logs a client trusts, and whose cosignatures a head must carry (C2SP tlog-policy)."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from upheld.evidence.notes import NoteError, VerifierKey, read_vkey
from upheld.problems import Place, Problem

__all__ = ["Group", "Policy", "Quorum", "read_policy", "satisfied"]

_FORM: Final[Mapping[str, str]] = MappingProxyType(
    {
        "log": "log VKEY [URL]",
        "witness": "witness NAME VKEY [URL]",
        "group": "group NAME k|any|all MEMBER...",
        "quorum": "quorum NAME|none",
    }
)
_NONE: Final = "none"
_LOG, _WITNESS = (1, 6), (4, 6)
"""The algorithms of keys: a log signs notes, a witness cosigns heads at a time, ML-DSA-44 (6) does for both."""

_BLANKS: Final = re.compile(r"[ \t]+")
_PRIVATE: Final = "PRIVATE+KEY"
_COUNT: Final = re.compile(r"[0-9]{1,4}", re.ASCII)
_DEEPEST: Final = 32
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Group:
    """A group is reached when at least `needed` of its members are: witnesses, or groups named above it."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """Trusted logs, witnesses by name, groups by name, and the name that must be reached; None: no witness is asked."""

    logs: tuple[VerifierKey, ...]
    witnesses: Mapping[str, VerifierKey]
    groups: Mapping[str, Group]
    quorum: str | None

    @property
    def keys(self) -> tuple[VerifierKey, ...]:
        """Every key of the policy."""
        return (*self.logs, *self.witnesses.values())


@dataclass(frozen=True, slots=True)
class Quorum:
    """Whether a policy is satisfied, by which witnesses, and in words."""

    is_reached: bool
    witnesses: tuple[str, ...]
    says: str


def satisfied(policy: Policy, keys: Iterable[VerifierKey]) -> Quorum:
    """Whether the keys that signed a head satisfy the policy. One log must be among them, and the quorum reached."""
    present = set(keys)
    signing = tuple(name for name, key in policy.witnesses.items() if key in present)
    if not present & set(policy.logs):
        return Quorum(is_reached=False, witnesses=signing, says="no log of the policy signed it")
    if policy.quorum is None:
        return Quorum(is_reached=True, witnesses=signing, says="provider-signed only: the policy asks for no witness")
    is_reached = _is_reached(policy, policy.quorum, signing=frozenset(signing))
    by = ", ".join(signing) or "no witness"
    word = "reached" if is_reached else "not reached"
    return Quorum(is_reached, signing, f"quorum {policy.quorum} {word}: cosigned by {by}")


def _is_reached(policy: Policy, name: str, *, signing: frozenset[str]) -> bool:
    if name in policy.witnesses:
        return name in signing
    group = policy.groups[name]
    return sum(_is_reached(policy, member, signing=signing) for member in group.members) >= group.needed


# --- reading ----------------------------------------------------------------------------------------------------------


def read_policy(text: str, file: str) -> tuple[Policy | None, list[Problem]]:
    """The policy in a text, or every problem with it; `file` is the name that they print."""
    reader = _Reader(file)
    for number, line in enumerate(text.split("\n"), start=1):
        reader.take(line, number)
    if not reader.problems and not reader.logs:
        reader.refuse(0, "", message="it trusts no log", remedy="add a line: log VKEY")
    if not reader.problems and not reader.quorums:
        reader.refuse(0, "", message="it asks for no quorum", remedy="add a line: quorum NAME, or quorum none")
    if reader.problems:
        return None, reader.problems
    quorum = reader.quorums[0]
    logs, witnesses = tuple(reader.logs), reader.witnesses
    return Policy(logs, witnesses, reader.groups, None if quorum == _NONE else quorum), []


class _Reader:
    """What has been read of a policy, and what is wrong with it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.logs: list[VerifierKey] = []
        self.witnesses: dict[str, VerifierKey] = {}
        self.groups: dict[str, Group] = {}
        self.depths: dict[str, int] = {}
        self.quorums: list[str] = []
        self.members: set[str] = set()

    def refuse(self, number: int, line: str, *, message: str, remedy: str) -> None:
        """Note a mistake on a line; line 0 is the whole file."""
        place = Place(self.file, number, 1 if number else 0, max(len(line), 1), line)
        why = "a policy decides which heads count, so nothing in it is guessed"
        self.problems.append(Problem("policy-malformed", place, message, why, remedy))

    def take(self, line: str, number: int) -> None:
        """Read a line."""
        word, *rest = _BLANKS.split(line.strip(" \t"))
        if _CONTROL.search(line):
            self.refuse(number, line, message="it holds a control character", remedy="end lines in a line feed alone")
        if _CONTROL.search(line) or not word or word.startswith("#"):
            return
        if _PRIVATE in line:
            self.refuse(number, "", message="a private key stands here", remedy="give a policy; a key goes to nobody")
            return
        wanted = {"log": (1, 2), "witness": (2, 3), "group": (3, len(rest)), "quorum": (1, 1)}.get(word)
        if wanted is None:
            self.refuse(number, line, message=f"{word} is no word of a policy", remedy=f"begin with {', '.join(_FORM)}")
        elif not wanted[0] <= len(rest) <= wanted[1]:
            self.refuse(number, line, message=f"{word} has too few or too many words", remedy=f"write {_FORM[word]}")
        elif reason := self._readers[word](rest):
            self.refuse(number, line, message=reason, remedy=f"write {_FORM[word]}")

    @property
    def _readers(self) -> Mapping[str, Callable[[list[str]], str]]:
        """What takes the words behind a first word, and says what is wrong with them."""
        return {"log": self._log, "witness": self._witness, "group": self._group, "quorum": self._quorum}

    def _log(self, words: list[str]) -> str:
        key, reason = self._key(words[0], algorithms=_LOG)
        if key is not None:
            self.logs.append(key)
        return reason

    def _witness(self, words: list[str]) -> str:
        key, reason = self._key(words[1], algorithms=_WITNESS)
        if key is not None and not (reason := self._taken(words[0])):
            self.witnesses[words[0]] = key
        return reason

    def _key(self, text: str, *, algorithms: tuple[int, ...]) -> tuple[VerifierKey | None, str]:
        """A key that no line above names, whatever it calls it: two signatures are by two keys."""
        try:
            key = read_vkey(text)
        except NoteError as error:
            return None, error.reason
        if key.algorithm not in algorithms:
            return None, f"its key is of algorithm {key.algorithm}; a log has 1, a witness 4, either may have 6"
        if any(key.key == each.key for each in (*self.logs, *self.witnesses.values())):
            return None, "its key stands above"
        return key, ""

    def _group(self, words: list[str]) -> str:
        name, count, *members = words
        unknown = [each for each in members if each not in self.witnesses and each not in self.groups]
        if unknown:
            return f"{', '.join(unknown)} is not named above"
        if len(set(members)) < len(members) or self.members & set(members):
            return "a member stands twice: what counts twice would be two witnesses"
        needed = {"any": 1, "all": len(members)}.get(count, int(count) if _COUNT.fullmatch(count) else 0)
        if not 0 < needed <= len(members):
            return f"{count} of {len(members)} members cannot be asked for"
        depth = 1 + max(self.depths.get(member, 0) for member in members)
        if depth > _DEEPEST:
            return f"groups are nested more than {_DEEPEST} deep"
        if not (reason := self._taken(name)):
            self.depths[name] = depth
            self.groups[name] = Group(needed, tuple(members))
            self.members |= set(members)
        return reason

    def _quorum(self, words: list[str]) -> str:
        if self.quorums:
            return "a policy has one quorum"
        if words[0] != _NONE and words[0] not in self.witnesses and words[0] not in self.groups:
            return f"{words[0]} is not named above"
        self.quorums.append(words[0])
        return ""

    def _taken(self, name: str) -> str:
        is_taken = name == _NONE or name in self.witnesses or name in self.groups
        return f"the name {name} is taken" if is_taken else ""
