"""The bundler: modules become one script; an error gives the file and the line."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from kgraph.errors import BuildError
from kgraph.explorer.bundle import bundle
from kgraph.explorer.page import EXPLORER


def write(folder: Path, **modules: str) -> Path:
    """Write modules, `sub__name` into a folder `sub`, and return the entry."""
    for name, source in modules.items():
        path = folder / f"{name.replace('__', '/')}.js"
        path.parent.mkdir(exist_ok=True)
        path.write_text(source)
    return folder / "app.js"


def run_script(browser: Any, script: str) -> Any:
    """Run a script, and return what it leaves in `result`."""
    page = browser.new_page()
    page.add_script_tag(content=script)
    result = page.evaluate("globalThis.result")
    page.close()
    return result


def test_modules_keep_their_names_to_themselves(browser: Any, tmp_path: Path) -> None:
    entry = write(
        tmp_path,
        app='import { f } from "./a.js";\nimport {\n  B,\n  g,\n} from "./sub/b.js";\n'
        "const m0 = 1;\nconst name = 2;\n"
        "globalThis.result = [f(), g(), new B().name, name + m0];\n",
        a='const name = "a";\nexport function f() { return name; }\n',
        sub__b='import { f } from "../a.js";\nconst name = "b";\n'
        "export const g = () => f() + name;\nexport class B { name = name; }\n",
    )
    assert run_script(browser, bundle(entry)) == ["a", "ab", "b", 3]


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("`import x ${`a /* ${1 + 1} */ export ${'}'}`} // b`", "import x a /* 2 */ export } // b"),
        ("'// no comment' + \"/* none */\"", "// no comment/* none */"),
        ("/[/*]/u.test('*') && 4 / 2 /* c */ / 2", 1),
        ("'a\"b'.replace(/\"/gu, '//') // a comment with a ' and a `", "a//b"),
        ("((x) => {\n\n  return /`/u.test(x);\n\n})('`')", True),
        ("({ a: 6, export_: 1 }).a / 3 // import { a } from './b.js'", 2),
        ("[`\n\n\n`.length, 8][1] / 2", 4),
        ("'\\'' + '\\\\' // '", "'\\"),
    ],
)
def test_comments_go_and_literals_stay(
    browser: Any, tmp_path: Path, source: str, result: object
) -> None:
    script = bundle(write(tmp_path, app=f"globalThis.result =\n{source}\n;"))
    assert run_script(browser, script) == result
    assert "comment with" not in script
    assert "/* c */" not in script


@pytest.mark.parametrize(
    ("modules", "message"),
    [
        ({"app": 'import { f } from "./a.js";\n'}, "app.js:1: there is no module a.js in "),
        (
            {"app": '\nimport { f, g } from "./a.js";\n', "a": "export function f() {}\n"},
            "app.js:2: a.js does not export g",
        ),
        (
            {
                "app": 'import { f } from "./sub/a.js";\n',
                "sub__a": '// first\nimport { g } from "../b.js";\nexport const f = 1;\n',
                "b": 'import { f } from "./sub/a.js";\nexport const g = 1;\n',
            },
            "b.js:1: modules import each other in a circle: sub/a.js > b.js > sub/a.js",
        ),
        ({"app": 'import { a as b } from "./a.js";\n'}, "this form of `import` is not supported"),
        ({"app": 'import * as a from "./a.js";\n'}, "this form of `import` is not supported"),
        ({"app": 'import a from "./a.js";\n'}, "this form of `import` is not supported"),
        ({"app": '\nimport "./a.js";\n'}, "app.js:2: this form of `import` is not supported"),
        ({"app": 'const a = await import("./a.js");\n'}, "this form of `import` is not supported"),
        ({"app": "const a = import.meta.url;\n"}, "this form of `import` is not supported"),
        ({"app": "/*\n*/ export const a = 1;\n"}, "app.js:2: this form of `export` is not"),
        ({"app": "export default 1;\n"}, "this form of `export` is not supported"),
        ({"app": "export let a = 1;\n"}, "this form of `export` is not supported"),
        ({"app": "const a = 1;\nexport { a };\n"}, "app.js:2: this form of `export` is not"),
        ({"app": 'export * from "./a.js";\n'}, "this form of `export` is not supported"),
    ],
)
def test_what_cannot_be_joined_is_an_error(
    tmp_path: Path, modules: dict[str, str], message: str
) -> None:
    with pytest.raises(BuildError) as error:
        bundle(write(tmp_path, **modules))
    assert message in str(error.value)


def test_the_explorer_is_one_script_that_needs_no_others(tmp_path: Path) -> None:
    script = bundle(EXPLORER / "js" / "app.js")
    assert script == bundle(EXPLORER / "js" / "app.js")
    assert "</script" not in script
    modules = {path.relative_to(EXPLORER / "js").as_posix() for path in EXPLORER.rglob("*.js")}
    assert {line[3:] for line in script.splitlines() if line.startswith("// ")} == modules
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is missing")
    (tmp_path / "script.js").write_text(script)
    subprocess.run([node, "--check", str(tmp_path / "script.js")], check=True)


def test_the_graph_s_modules_need_neither_the_map_nor_the_page() -> None:
    for folder, allowed in (("graph", {"./"}), ("map", {"./", "../graph/"})):
        for path in (EXPLORER / "js" / folder).glob("*.js"):
            for line in path.read_text().splitlines():
                if "from " in line and ".js" in line and not line.startswith("//"):
                    source = line.partition('from "')[2]
                    assert any(source.startswith(start) for start in allowed), f"{path}: {line}"
