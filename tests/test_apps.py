"""Applications are found by reading files, never by importing them."""

from pathlib import Path

import pytest

from contractkit.apps import find_apps


def names(root: Path, text: str, file: str = "shop/main.py") -> list[str]:
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return [app.name for app in find_apps(root)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from fastapi import FastAPI\napp = FastAPI()", "app"),
        ("import fastapi\napi = fastapi.FastAPI(title='x')", "api"),
        ("from starlette.applications import Starlette as S\napp: S = S()", "app"),
        ("from flask import Flask\napplication = Flask(__name__)", "application"),
        ("import quart\napp = quart.Quart(__name__)", "app"),
        ("import falcon.asgi\napp = falcon.asgi.App()", "app"),
        ("import falcon\napp = falcon.App()", "app"),
        ("from litestar import Litestar\napp = Litestar([])", "app"),
        ("from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()", "application"),
        ("from django.core.asgi import get_asgi_application\napplication = get_asgi_application()", "application"),
        ("from fastapi import FastAPI\nif True:\n    app = FastAPI()", "app"),
        ("from flask import Flask\ndef create_app(testing=False):\n    return Flask('x')", "create_app()"),
        ("from flask import Flask\ndef create_app():\n    made = Flask('x')\n    return made", "create_app()"),
    ],
)
def test_an_application_is_found_by_what_makes_it(tmp_path: Path, text: str, found: str):
    assert names(tmp_path, text) == [f"shop.main:{found}"]


@pytest.mark.parametrize(
    "text",
    [
        "app = FastAPI()",  # nobody knows whose
        "from shop import FastAPI\napp = FastAPI()",
        "from fastapi import APIRouter\nrouter = APIRouter()",
        "from flask import Flask\ndef create_app(config):\n    return Flask('x')",  # cannot be called without arguments
        "from flask import Flask\nclass Shop:\n    app = Flask('x')",
        "raise SystemExit('this file was run')",
        "this is no Python(",
    ],
)
def test_what_is_no_application_is_not_found(tmp_path: Path, text: str):
    assert names(tmp_path, text) == []


@pytest.mark.parametrize("folder", [".venv", "node_modules", "build", "tests", "venv/lib/python3.11/site-packages"])
def test_other_peoples_code_is_passed_over(tmp_path: Path, folder: str):
    assert names(tmp_path, "from flask import Flask\napp = Flask('x')", f"{folder}/main.py") == []


def test_a_virtual_environment_is_known_by_its_mark(tmp_path: Path):
    (tmp_path / "env").mkdir()
    (tmp_path / "env" / "pyvenv.cfg").touch()
    assert names(tmp_path, "from flask import Flask\napp = Flask('x')", "env/main.py") == []


@pytest.mark.parametrize(
    ("file", "name"),
    [("main.py", "main:app"), ("src/shop/main.py", "shop.main:app"), ("shop/__init__.py", "shop:app")],
)
def test_the_module_is_named_as_it_is_imported(tmp_path: Path, file: str, name: str):
    assert names(tmp_path, "from flask import Flask\napp = Flask('x')", file) == [name]


def test_the_usual_name_comes_first(tmp_path: Path):
    text = "from flask import Flask\nadmin = Flask('a')\ndef create_app():\n    return Flask('x')\napp = Flask('x')"
    assert names(tmp_path, text) == ["shop.main:app", "shop.main:create_app()", "shop.main:admin"]
