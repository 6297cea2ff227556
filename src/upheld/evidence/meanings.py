"""What can be wrong with a ledger or a bundle: one permanent code for each, with what it means and what to do."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["MEANINGS"]

_ASK: Final = "ask the provider for the bundle again, and keep this one: it is evidence"
_SAME: Final = "ask the provider to state the figure again from the same ledger, and dispute this one"

MEANINGS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        # the file
        "not-a-bundle": ("it is no bundle, so nothing in it can be checked", "give the file that ends in .upheld"),
        "container-changed": ("bytes were added to the file after it was made", _ASK),
        "file-missing": ("a part of the bundle was taken out", _ASK),
        "file-unknown": ("a part was added that no bundle has", _ASK),
        "file-changed": ("a part was changed after the bundle was made", _ASK),
        "manifest-malformed": ("without the list of parts no part can be held against it", _ASK),
        "proof-malformed": ("what is shown and what is withheld do not make one ledger", _ASK),
        "entries-damaged": ("the entries cannot be unpacked", _ASK),
        # the checkpoint
        "checkpoint-malformed": ("the head of the ledger cannot be read", _ASK),
        "signature-invalid": ("a signature by a key you trust does not fit: the head was changed or forged", _ASK),
        "key-unknown": ("none of the signatures is by a key you trust", "compare the key with that of your contract"),
        "key-revoked": ("the key that signed was revoked: anybody may hold it", "ask for a bundle of the new epoch"),
        "key-rotation-invalid": ("a change of keys is not signed by the key before it", _ASK),
        "policy-not-met": (
            "too few of the witnesses you rely on have signed",
            "ask for the cosignatures your policy names",
        ),
        "origin-differs": (
            "it is the ledger of another client, provider or epoch",
            "ask for the bundle of your own ledger",
        ),
        # what you hold
        "head-forked": (
            "two different histories were shown to you: keep both heads, they prove it",
            "dispute every figure",
        ),
        "head-rolled-back": (
            "you hold a later head: entries may have been taken away",
            "ask for a bundle of a later head",
        ),
        "head-not-provable": (
            "the bundle holds no proof for the head you hold",
            "verify the older ledger's last bundle with it, and hold the head that prints; or ask for one with it",
        ),
        # the entries
        "entry-exchanged": ("this entry is not the one the ledger recorded", _ASK),
        "entries-not-in-ledger": ("the entries shown are not those under the signed head", _ASK),
        "fingerprints-changed": ("what tells an exchanged entry from the recorded one was changed", _ASK),
        "entries-withheld": ("a whole statement rests on entries you cannot see", "ask for a bundle that shows them"),
        "entry-malformed": ("the ledger holds an entry that no version of Upheld writes", _ASK),
        "entry-of-another-ledger": ("the entry was recorded for another client, or in another epoch", _ASK),
        "epoch-differs": ("its number belongs to another epoch, so a gap may hide behind it", _ASK),
        "received-goes-back": (
            "the ledger received an entry before the one ahead of it: somebody set a clock back",
            _ASK,
        ),
        "number-missing": ("the numbers of a source have a gap or a repeat: something of it was left out", _ASK),
        "commitment-invalid": ("a field that may decide a figure is hidden, or one that is private is shown", _ASK),
        "correction-invalid": ("a correction must name the entry it corrects, once", _ASK),
        "opening-missing": ("a ledger opens with an entry that names its client, provider and key", _ASK),
        "opening-invalid": ("the first entry does not say truly whose ledger it is", _ASK),
        "segment-changed": ("a block of samples is not the one the ledger recorded", _ASK),
        "segment-missing": ("a block of samples that the ledger recorded is not there", _ASK),
        "segment-unknown": ("a block of samples is there that no entry shown names", _ASK),
        # the agreement
        "agreement-malformed": ("it is no agreement, so no figure can follow from it", _ASK),
        "agreement-not-recorded": (
            "the ledger never recorded this revision of the agreement",
            "compare it with your signed copy",
        ),
        "agreement-entry-invalid": (
            "the ledger says something else about a revision than its text, so nobody can tell which one was in force",
            _ASK,
        ),
        "agreement-ambiguous": (
            "one revision was recorded with two texts: a contract was edited behind its number",
            "compare both with your signed copy",
        ),
        "agreement-superseded": (
            "a later revision was in force in that period, and was known",
            "ask for a statement under the revision that was in force",
        ),
        "agreement-reads-private": (
            "figures depend on fields that this ledger hides, so nobody can compute them",
            "ask for a ledger in which those fields are public",
        ),
        "agreement-differs": ("the statement was made from another agreement", _SAME),
        # the statement
        "statement-malformed": ("it is no statement", _ASK),
        "engine-differs": (
            "it was made by another version, which may compute another figure",
            "verify with that version",
        ),
        "data-differs": (
            "it was computed with another release of time zones or holidays than is installed here",
            "install that release beside the verifier, and verify again: until then nothing else is said against it",
        ),
        "facts-malformed": ("a fact of the ledger is one that Upheld refuses", _ASK),
        "checkpoint-differs": ("the statement was made from another ledger, or from less or more of it", _SAME),
        "excerpt-invalid": (
            "it is of promises that the agreement does not have, or of a time it was not in force",
            _SAME,
        ),
        "period-invalid": ("the agreement was not in force in that period", _SAME),
        "figure-differs": ("the facts and the agreement give another figure", _SAME),
        "statement-rewritten": ("the figures are the same, but not byte for byte what is computed", _SAME),
    }
)
"""For every code: what it means, and what to do."""
