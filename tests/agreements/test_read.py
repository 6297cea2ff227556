"""Reading keeps every value as it was written, with its place, and refuses what would change or hide something."""

from pathlib import Path

import pytest
import yaml

from upheld.agreements import read as reading
from upheld.agreements.read import MAX_BYTES, MAX_DEPTH, decoded, read
from upheld.agreements.tree import Listing, Mark, Source, Table, Text
from upheld.problems import Problem

ACME = (Path(__file__).parent / "acme.yaml").read_text(encoding="utf-8")


def tree_of(text: str) -> Table:
    tree, problems = read(Source.of("a.yaml", text))
    assert problems == []
    assert tree is not None
    return tree


def problems_in(text: str) -> list[Problem]:
    return read(Source.of("a.yaml", text))[1]


def places(text: str) -> list[tuple[str, int, int]]:
    return [(each.code, each.place.line, each.place.column) for each in problems_in(text)]


@pytest.mark.parametrize(
    "trap", ["012", "1:30", "yes", "NO", "on", "1e3", "0x1F", ".inf", "2026-01-01", "1_000", "~", "1.10"]
)
def test_what_yaml_would_turn_into_something_else_stays_as_written(trap: str) -> None:
    ((key, value),) = tree_of(f"key: {trap}").pairs
    assert (key.value, value) == ("key", Text(trap, Mark(1, 6, len(trap))))


def test_every_key_and_value_knows_its_place() -> None:
    tree = tree_of("a: 1\nb: {c: [x, 'y z']}\n")
    (a, one), (b, inner) = tree.pairs
    assert (a.mark, one.mark, b.mark) == (Mark(1, 1), Mark(1, 4), Mark(2, 1))
    assert isinstance(inner, Table)
    ((c, listing),) = inner.pairs
    assert (inner.mark, c.mark, listing.mark) == (Mark(2, 4), Mark(2, 5), Mark(2, 8))
    assert isinstance(listing, Listing)
    assert listing.parts == (Text("x", Mark(2, 9)), Text("y z", Mark(2, 12, 5), plain=False))


def test_a_value_over_several_lines_is_marked_on_its_first() -> None:
    ((_, value),) = tree_of("title: |\n  one\n  two\n").pairs
    assert value == Text("one\ntwo\n", Mark(1, 8, 1), plain=False)


def test_letters_with_accents_have_one_form() -> None:
    ((_, value),) = tree_of("title: Cafe\u0301").pairs
    assert isinstance(value, Text)
    assert value.value == "Caf\u00e9"


def test_lines_may_end_as_windows_ends_them() -> None:
    assert places("a: 1\r\na: 2\r\n") == [("duplicate-key", 2, 1)]


def test_both_parsers_read_the_same_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = tree_of(ACME)
    monkeypatch.setattr(reading, "_PARSER", yaml.SafeLoader)
    assert tree_of(ACME) == fast


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: 1\nb: 2\na: 3", ("duplicate-key", 3, 1)),
        ("x: {a: 1, a: 2}", ("duplicate-key", 1, 11)),
        ("a: &n 1", ("alias", 1, 4)),
        ("a: *n", ("alias", 1, 4)),
        ("*n : 1", ("alias", 1, 1)),
        ("a:\n  <<: {b: 1}\n  c: 2", ("merge-key", 2, 3)),
        ("a: !!float 1", ("yaml-tag", 1, 4)),
        ("a: !secret {b: 1}", ("yaml-tag", 1, 4)),
        ("[a]: 1", ("key-not-text", 1, 1)),
        ("? {a: 1}\n: 2", ("key-not-text", 1, 3)),
        ("a: 1\n---\nb: 2", ("several-documents", 2, 1)),
        ("%TAG ! tag:x,2000:\n---\na: 1", ("yaml-directive", 1, 1)),
        ("- a\n- b", ("not-a-table", 1, 1)),
        ("just words", ("not-a-table", 1, 1)),
        ("---", ("not-a-table", 2, 1)),
        ("", ("nothing-written", 0, 0)),
        ("# only a comment\n", ("nothing-written", 0, 0)),
        ("a:\n\tb: 1", ("tab-indentation", 2, 1)),
        ("a: x\u202ey", ("hidden-character", 1, 5)),
        ("a: \x00", ("hidden-character", 1, 4)),
        ("\ufeffa: 1", ("hidden-character", 1, 1)),
        ("a: \ud800", ("hidden-character", 1, 4)),
        ("a: 1\rb: 2\n", ("hidden-character", 1, 5)),
        ("a: 1\r\r\nb: 2", ("hidden-character", 1, 5)),
        ("a: [" + "[" * MAX_DEPTH, ("nested-too-deep", 1, 35)),
    ],
)
def test_what_is_refused_has_its_place(text: str, place: tuple[str, int, int]) -> None:
    assert place in places(text)


def test_a_refused_value_leaves_the_rest_readable() -> None:
    tree, problems = read(Source.of("a.yaml", "a: &n 1\nb: *n\nc: !!str 2\nd: 3\nd: 4\n"))
    assert [problem.code for problem in problems] == ["alias", "alias", "yaml-tag", "duplicate-key"]
    assert tree is not None
    assert [key.value for key, _ in tree.pairs] == ["a", "b", "c", "d"]


def test_a_bomb_of_aliases_never_goes_off() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))]
    assert {problem.code for problem in problems_in("\n".join(lines))} == {"alias"}


def test_a_duplicate_names_both_places() -> None:
    (problem,) = problems_in("x: 1\ny: 2\nx: 3\n")
    assert problem.message == "`x` is said twice in this table, first on line 1, column 1."


def test_a_tab_after_a_value_harms_nobody() -> None:
    assert [key.value for key, _ in tree_of("a: 1\t# a comment\nb:\t2\n").pairs] == ["a", "b"]


def test_a_flood_of_hidden_characters_is_cut_short() -> None:
    assert len(problems_in("a: " + "\u200b" * 1000)) == 20


def test_a_nameless_hidden_character_is_shown_by_its_number() -> None:
    (problem,) = problems_in("a: \x01")
    assert problem.message == "There is a character here that nobody sees: u+0001."


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        ("a: b: c", "There is a colon here where no key can stand.", 1),
        ("a\nb: c", "There is a colon here where no key can stand.", 2),
        ("a: {b: c\n", "A table in braces is not closed, or a comma is missing.", 2),
        ("a: [b\nc: d", "A list in brackets is not closed, or a comma is missing.", 2),
        ('a: "x\n', "A quotation mark is opened and not closed.", 2),
        ("a: %x", "A value cannot start with this character.", 1),
        ("a: >= 4", "A value cannot start with this sign.", 1),
        ("a: [>= 4]", "A value cannot start with this character.", 1),
        ('a: "\\q"', "A backslash in double quotation marks needs a meaning.", 1),
        ("a:\n - b\n  - c\n d: e", "This line does not continue the list before it.", 4),
        (" a: b\nc: d", "This line is indented less than the first key.", 2),
        ("a: 1\nb\nc: 2", "There is a key without its colon near here.", 3),
        ("a: !<x", "This is not YAML: did not find the expected '>'.", 1),
    ],
)
def test_broken_yaml_is_explained_in_words(text: str, words: str, line: int) -> None:
    (problem,) = problems_in(text)
    assert problem.code == "not-yaml"
    assert problem.message.startswith(words)
    assert problem.place.line == line


def test_what_stays_open_says_where_it_began() -> None:
    (problem,) = problems_in("a: 1\nb: {c: d\ne: 2\n")
    assert problem.message.endswith("The part it belongs to begins on line 2.")


# --- bytes ------------------------------------------------------------------------------------------------------------


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    source, problems = decoded(b"\xef\xbb\xbfa: 1\n", "a.yaml")
    assert problems == []
    assert source is not None
    assert source.text == "a: 1\n"


@pytest.mark.parametrize(
    ("content", "message", "line", "column"),
    [
        (b"a: 1\nb: \xfc", "The byte 0xfc is not UTF-8 text.", 2, 4),
        ("\u00e4: \u00fc".encode() + b"\xff", "The byte 0xff is not UTF-8 text.", 1, 5),
        ("a: 1".encode("utf-16"), "This is UTF-16 text.", 1, 1),
    ],
)
def test_another_encoding_is_shown_where_it_begins(content: bytes, message: str, line: int, column: int) -> None:
    source, (problem,) = decoded(content, "a.yaml")
    assert source is None
    assert (problem.code, problem.message) == ("not-utf-8", message)
    assert (problem.place.line, problem.place.column) == (line, column)


def test_a_file_has_at_most_a_megabyte() -> None:
    assert decoded(b"#" * MAX_BYTES, "a.yaml")[1] == []
    (problem,) = decoded(b"#" * (MAX_BYTES + 1), "a.yaml")[1]
    assert problem.code == "file-too-large"


@pytest.mark.parametrize("escape", ["\\u202e", "\\x1b", "\\u200b"])
def test_an_escape_hides_no_character(escape: str) -> None:
    source = Source.of("a.yaml", f'title: "Managed {escape}IT"\n')
    assert [problem.code for problem in read(source)[1]] == ["hidden-character"]
