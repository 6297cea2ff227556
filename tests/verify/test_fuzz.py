"""No bytes make the verifier raise: it answers, and an answer to bytes that no provider wrote is never yes."""

import json
import random
import zipfile
from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledgers import acme, head_of, key_of, whole_bundle
from tests.tampered.draft import Draft
from tests.tampered.entry_changes import ENTRY_CHANGES
from tests.tampered.test_changes import change_tree
from tests.worlds import EXAMPLES
from upheld.evidence.bundle import _container, _manifest, _members, read_bundle
from upheld.evidence.canonical import NotCanonicalError, encode
from upheld.evidence.holdings import Held
from upheld_verify.telling import as_json, as_text
from upheld_verify.verify import verify

HELD = Held([key_of("acme").verifier], [head_of(acme().notes[0])])
NAMES = sorted(_members(whole_bundle()))
many = settings(max_examples=max(EXAMPLES, 500))


def canonical(tree: object) -> bytes:
    """The bytes of an entry as an insider would write it; where it has no canonical bytes, other ones."""
    try:
        return encode(tree)
    except NotCanonicalError:
        return json.dumps(tree).encode()


def answered(content: bytes) -> bool:
    """Whether it verifies; the page and the JSON are written too."""
    answer = verify(content, held=HELD)
    page = as_text(answer, "fuzz")
    assert all(each.isprintable() or each == "\n" for each in page)
    assert json.loads(as_json(answer, "fuzz"))["verified"] == answer.holds
    return answer.holds


@many
@given(st.binary(max_size=300))
def test_any_bytes_are_answered(content: bytes) -> None:
    assert not answered(content)
    assert not answered(b"PK\3\4" + content)


@settings(max_examples=EXAMPLES)
@given(st.integers(0), st.binary(min_size=1, max_size=40), st.integers(0, 60))
def test_a_bundle_with_bytes_written_over_is_answered(place: int, new: bytes, cut: int) -> None:
    whole = whole_bundle()
    at = place % len(whole)
    assert not answered(changed) if (changed := whole[:at] + new + whole[at + cut :]) != whole else True


@settings(max_examples=EXAMPLES)
@given(st.sampled_from(NAMES), st.binary(max_size=60), st.integers(0), st.integers(0, 60))
def test_a_member_with_bytes_written_over_is_answered(name: str, new: bytes, place: int, cut: int) -> None:
    members = _members(whole_bundle())
    manifest = members.pop("manifest.json")
    content = members.get(name, manifest)
    at = place % len(content)
    changed = content[:at] + new + content[at + cut :]
    if changed != content and name == "manifest.json":
        assert not answered(_container(changed, members))
    elif changed != content:
        assert not answered(_container(_manifest(members | {name: changed}), members | {name: changed}))


@settings(max_examples=EXAMPLES)
@given(st.sampled_from(NAMES), st.binary(max_size=200))
def test_any_bytes_in_place_of_a_member_are_answered(name: str, content: bytes) -> None:
    members = {key: value for key, value in _members(whole_bundle()).items() if key != "manifest.json"}
    manifest = content if name == "manifest.json" else _manifest(members | {name: content})
    assert not answered(_container(manifest, members if name == "manifest.json" else members | {name: content}))


@given(
    st.dictionaries(
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8), st.binary(max_size=8)
    )
)
def test_any_zip_is_answered(members: dict[str, bytes]) -> None:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as container:
        for name, content in members.items():
            container.writestr(zipfile.ZipInfo(name), content)
    assert not answered(written.getvalue())


def test_an_insider_who_signs_anything_is_answered() -> None:
    chance, whole = random.Random("insider"), whole_bundle()  # noqa: S311 - what is changed need not be secret
    found, _ = read_bundle(whole)
    assert found is not None
    entries = list(acme().ledger.read(0, acme().ledger.size))
    for _ in range(EXAMPLES):
        place = chance.randrange(len(entries))
        tree = json.loads(entries[place])
        change_tree(tree, chance)
        changed = [*entries[:place], canonical(tree), *entries[place + 1 :]]
        draft = Draft(acme(), changed, dict(found.segments), found.agreement, found.statement, found.checkpoint, None)
        ENTRY_CHANGES["sign-again"](draft, keys=["acme"])
        assert not answered(draft.closed())


def test_a_bundle_cut_anywhere_is_answered() -> None:
    whole = whole_bundle()
    chance = random.Random(20260301)  # noqa: S311 - where it is cut need not be secret
    assert not any(answered(whole[: chance.randrange(len(whole))]) for _ in range(EXAMPLES))
