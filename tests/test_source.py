"""What JSON and YAML files mean, where their nodes stand, and what is refused."""

from pathlib import Path

import pytest

from contractkit.errors import ContractError
from contractkit.source import parse, read


def value_of(text: str) -> object:
    return parse(text, "c.yaml", prefer_yaml=True)[0]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-01-31", "2024-01-31"),
        ("2024-01-31T10:00:00Z", "2024-01-31T10:00:00Z"),
        ("on", "on"),
        ("no", "no"),
        ("Yes", "Yes"),
        ("=", "="),
        ("12:30:00", "12:30:00"),
        ("1_000", "1_000"),
        ("0o17", 15),
        ("0x1F", 31),
        ("007", 7),
        ("-3", -3),
        ("1.", 1.0),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("", None),
        ("Null", None),
        ("'true'", "true"),
        ('"12"', "12"),
        ("!!str 12", "12"),
        ("!!int 12", 12),
        ("3.1.0", "3.1.0"),
        (".", "."),
        ("-", [None]),
    ],
)
def test_scalars_mean_what_json_schema_needs(written: str, meant: object) -> None:
    found = value_of(f"a: {written}\n" if written != "-" else "a:\n  -\n")
    assert found == {"a": meant}
    assert type(found["a"]) is type(meant)  # type: ignore[index]


def test_keys_are_the_text_the_author_wrote() -> None:
    found = value_of("200: a\non: b\nnull: c\n1.0: d\n'x': e\n")
    assert list(found) == ["200", "on", "null", "1.0", "x"]  # type: ignore[call-overload]


def test_merge_keys_add_what_the_mapping_does_not_have_itself() -> None:
    text = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  <<: [*a, *b]\n  z: 3\n"
    assert value_of(text)["c"] == {"z": 3, "x": 1, "y": 1}  # type: ignore[index]


def test_a_quoted_merge_key_is_a_key() -> None:
    assert value_of('a: {"<<": 1}\n') == {"a": {"<<": 1}}


def test_aliases_share_one_value() -> None:
    found = value_of("a: &a [1]\nb: *a\n")
    assert found["a"] is found["b"]  # type: ignore[index]


REFUSED = [
    ("a: 1\nb: 2\na: 3\n", 3, "'a' stands twice (first on line 1)"),
    ("a:\n  - x: 1\n    x: 2\n", 3, "'x' stands twice (first on line 2)"),
    ("a: &x\n  b: *x\n", 2, "lies inside its own anchor"),
    ("a: *nope\n", 1, "has no anchor &nope"),
    ("a: .nan\n", 1, "not a JSON number"),
    ("a: -.inf\n", 1, "not a JSON number"),
    ("a: 1e999\n", 1, "too large"),
    ("a: !!python/object:os.system {}\n", 1, "!!python/object:os.system"),
    ("a: !!python/name:os.system\n", 1, "!!python/name:os.system"),
    ("a: !include b.yaml\n", 1, "'!include' has no meaning"),
    ("a: !!binary aGk=\n", 1, "!!binary"),
    ("a: !!int no\n", 1, "is no int"),
    ("a:\n\tb: 1\n", 2, "spaces, not tabs"),
    ("a: @b\n", 1, "begins with '@' must be quoted"),
    ("a: b: c\n", 1, "quote the text"),
    ("? [a]\n: b\n", 1, "a key must be text"),
    ("a: {{ name }}\n", 1, "a key must be text"),
    ("a: 1\n---\nb: 2\n", 2, "one document per file"),
    ('a: "x\x07"\n', 1, "#x0007 is not allowed"),
    ("a: &a {}\nb:\n  <<: *a\n  <<: *a\n", 4, "'<<' stands twice"),
    ("a:\n  <<: 1\n", 2, "'<<' takes a mapping"),
    ('a: "x\nb: 1\n', 3, "not YAML"),
    ("", 1, "empty"),
    (" \n\n", 1, "empty"),
    ("a: [" * 300, 1, "nested too deeply"),
    ('{"a": 1,\n "b": {"c": 1,\n "c": 2}}', 3, "'c' stands twice (first on line 2)"),
]


@pytest.mark.parametrize(("text", "line", "words"), REFUSED)
def test_what_json_cannot_say_is_one_error_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(ContractError) as refused:
        parse(text, "c.yaml", prefer_yaml=not text.startswith("{"))
    assert words in str(refused.value)
    assert str(refused.value).startswith(f"c.yaml:{line}: ")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('{"NaN": "NaN",\n "a": NaN}', 2, "NaN"),
        ('{"a": -Infinity}', 1, "-Infinity"),
        ('{"a":\n\n 1e999}', 3, "1e999"),
        ('{"a": ' + "9" * 5000 + "}", 1, "9..."),
        ('{"a": 1,}', 1, "comma too many"),
        ('{"a": 1 // x\n}', 1, "no comments"),
        ('{"a": 1', 1, "ends too early"),
        ("[" * 500 + "]" * 500, 1, "nested too deeply"),
        ("[" * 90000, 1, "nested too deeply"),
        ('{"a": [1,\n"\\ud83d"]}', 2, "surrogate"),
    ],
)
def test_json_is_read_strictly(text: str, line: int, words: str) -> None:
    with pytest.raises(ContractError) as refused:
        parse(text, "c.json")
    assert str(refused.value).startswith(f"c.json:{line}: ")
    assert words in str(refused.value)


def test_a_whole_surrogate_pair_is_text() -> None:
    assert parse('{"a": "\\ud83d\\ude00"}', "c.json")[0] == {"a": "\U0001f600"}


def test_endless_aliases_are_refused_quickly() -> None:
    text = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
    text += "".join(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30))
    with pytest.raises(ContractError, match="expand to more than"):
        parse(text, "c.yaml")


def test_depth_through_aliases_is_bounded_too() -> None:
    text = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 300))
    with pytest.raises(ContractError, match="nested too deeply"):
        parse(text, "c.yaml")


YAML = """\
# a comment
paths:
  /a:
    get:
      tags:
        - one
        - two
      x: &x
        deep: 1
    put: *x
    post:
      <<: *x
      own: 2
"""
JSON = '{\n "paths": {\n  "/a": {\n   "get":\n    {"tags": ["one",\n      "t\\"wo"]}\n  }\n }\n}'


@pytest.mark.parametrize(
    ("text", "pointer", "key", "line"),
    [
        (YAML, "", False, 2),
        (YAML, "/paths", True, 2),
        (YAML, "/paths", False, 3),
        (YAML, "/paths/~1a/get", True, 4),
        (YAML, "/paths/~1a/get/tags/1", True, 7),
        (YAML, "/paths/~1a/put/deep", True, 9),
        (YAML, "/paths/~1a/post/deep", True, 9),
        (YAML, "/paths/~1a/post/own", True, 13),
        (YAML, "/paths/~1a/get/missing/deeper", True, 5),
        (YAML, "/paths/~1a/get/tags/9", True, 6),
        (JSON, "", False, 1),
        (JSON, "/paths", True, 2),
        (JSON, "/paths/~1a/get", True, 4),
        (JSON, "/paths/~1a/get", False, 5),
        (JSON, "/paths/~1a/get/tags/1", False, 6),
        (JSON, "/paths/~1a/nothing", False, 3),
    ],
)
def test_every_node_knows_its_line(text: str, pointer: str, key: bool, line: int) -> None:
    assert parse(text, "c")[1](pointer, key) == line


def test_a_file_is_named_relative_to_the_root(tmp_path: Path) -> None:
    (tmp_path / "contracts").mkdir()
    path = tmp_path / "contracts" / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    source = read(path, root=tmp_path)
    assert (source.value, source.file) == ({"a": 1}, "contracts/a.yaml")
    assert str(source.locate("/a")) == "contracts/a.yaml:1"


@pytest.mark.parametrize(
    ("data", "words"), [(b"a: 1\nb: \xff\n", "a.yaml:2: byte 0xff"), ("a: 1".encode("utf-16"), "UTF-16")]
)
def test_other_encodings_are_refused(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "a.yaml").write_bytes(data)
    with pytest.raises(ContractError, match=words):
        read(tmp_path / "a.yaml", root=tmp_path)


def test_yaml_that_begins_with_a_brace_is_still_yaml(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("{a: 1, b: [on]}\n")
    assert read(tmp_path / "a.yaml", root=tmp_path).value == {"a": 1, "b": ["on"]}
