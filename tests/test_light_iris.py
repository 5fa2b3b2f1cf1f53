"""What jsonschema is imported without, and what it judges all the same. In processes of their own: imports are once."""

import subprocess
import sys

ASKED = """
import sys
from contractkit.schema import light_iris
from jsonschema import Draft202012Validator as V
before = "rfc3987_syntax" in sys.modules
judge = V({"format": "iri"}, format_checker=V.FORMAT_CHECKER)
print(before, judge.is_valid("http://ex.org/\\u00e4"), judge.is_valid("not an iri"))
import rfc3987_syntax
print(rfc3987_syntax.is_valid_syntax.__module__)
"""


def test_grammars_of_iris_are_built_for_the_first_value_that_asks_for_them():
    done = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True)
    first, second = done.stdout.splitlines()
    assert first == "False True False"
    assert second.startswith("rfc3987_syntax")
