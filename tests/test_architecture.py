"""The rooms of the house: who may import whom, which library has which door, and how big things may grow.

The imports are read from the source, those for type checking and those inside functions too.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median, quantiles

import pytest

from tests.harness import Project

PACKAGE = Path(__file__).parents[1] / "sweepctl"

# From the bottom up; a room sees the layers below its own, never its neighbours.
LAYERS = (
    {"errors"},
    {"model"},
    {"space"},
    {"samplers", "stoppers", "metrics", "command"},
    {"store", "spec"},
    {"agent", "analysis"},
    {"api", "views"},
    {"cli"},
    {"__main__"},
)
# The package itself knows nothing of ours but how a script reports, and everybody knows it; what runs inside the
# user's process knows nothing at all.
GROUND = {"__init__", "child", "reporting"}
# Rooms that see less than what is below them.
NARROW = {"views": {"model"}}

DOORS = {
    "typer": {"cli"},
    "rich": {"views", "cli"},
    "yaml": {"spec"},
    "optuna": {"samplers", "stoppers", "analysis"},
    "sqlalchemy": {"analysis"},
    "sklearn": {"analysis"},
    "cmaes": {"samplers"},
    "tensorboard": {"agent"},
    "numpy": {"samplers", "stoppers", "space", "analysis"},
    "scipy": {"samplers", "stoppers", "space", "analysis"},
    "sqlite3": {"store"},
    "subprocess": {"agent"},
    "psutil": {"agent"},
}
# The lazy doors: which file may import what inside a function, so that looking at a sweep stays quick.
LAZY = {
    "__init__.py": {"sweepctl.reporting"},
    "__main__.py": {"sweepctl.cli", "sweepctl.api"},
    "space/distributions/continuous.py": {"scipy"},
    "agent/processes/identity.py": {"psutil"},
    "api/burial.py": {"sweepctl.agent"},
    "cli/": {"sweepctl.views", "sweepctl.cli.watching", "sweepctl.cli.kept"},
    "model/nearest.py": {"difflib"},
    "store/looking.py": {"tempfile"},
}
# Who may import by name: families list their members, the api its functions and the command line its verbs.
BY_NAME = {"model/registry.py", "api/__init__.py", "cli/__init__.py"}

MOST_LINES = 500
MEDIAN_LINES = 120
MOST_FUNCTION_LINES = 80
NINE_TENTHS_FUNCTION_LINES = 30
MOST_VERB_LINES = 60


@dataclass(frozen=True)
class Import:
    """One import: the importing file and line, the module it names, and where it stands."""

    file: str
    line: int
    target: str
    is_inside: bool

    @property
    def room(self) -> str:
        """The room that imports."""
        return self.file.split("/")[0].removesuffix(".py")

    @property
    def target_room(self) -> str | None:
        """The room of ours that is imported, None for a library."""
        first, _, rest = self.target.partition(".")
        return (rest.split(".")[0] or "__init__") if first == "sweepctl" else None

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.target}"


def files() -> list[Path]:
    """Every module of the package."""
    return sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    """The file as it is written in messages and lists."""
    return path.relative_to(PACKAGE).as_posix()


def module_of(path: Path) -> str:
    """The name by which it is imported."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def trees() -> Mapping[Path, ast.Module]:
    """Every module, parsed."""
    return {path: ast.parse(path.read_text()) for path in files()}


@cache
def modules() -> frozenset[str]:
    """The names of all modules."""
    return frozenset(map(module_of, files()))


@cache
def imports() -> tuple[Import, ...]:
    """Every import of the package."""
    return tuple(found for path, tree in trees().items() for found in _imports_of(path, tree))


def _imports_of(path: Path, tree: ast.Module) -> Iterator[Import]:
    inside = {
        node
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = _base(path, node)
            targets = [f"{base}.{alias.name}" if f"{base}.{alias.name}" in modules() else base for alias in node.names]
        else:
            continue
        for target in dict.fromkeys(targets):
            yield Import(name_of(path), node.lineno, target, node in inside)


def _base(path: Path, node: ast.ImportFrom) -> str:
    """The module that a `from` names, relative ones resolved."""
    if not node.level:
        return node.module or ""
    package = module_of(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    parent = package[: len(package) - node.level + 1]
    return ".".join([*parent, node.module] if node.module else parent)


def layer_of(room: str) -> int:
    """How high a room lies."""
    return next(height for height, rooms in enumerate(LAYERS) if room in rooms)


def told(found: list[Import]) -> str:
    """The imports, a line each."""
    return "\n".join(map(str, found))


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every function with its place."""
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{name_of(path)}:{node.lineno} {node.name}", node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Its lines, signature and docstring included, decorators left out."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_every_room_is_placed_and_every_place_is_a_room() -> None:
    rooms = {path.stem if path.is_file() else path.name for path in PACKAGE.iterdir()}
    placed = set().union(*LAYERS) | GROUND
    assert rooms - {"py", "__pycache__"} == placed


def test_the_readers_of_imports_see_all_of_them() -> None:
    """The checks below are worth nothing if an import escapes them."""
    tree = ast.parse(
        "import a.b\nfrom . import reader\nfrom .formats import pairs\nfrom ..model.spec import Goal\n"
        "if TYPE_CHECKING:\n    from sweepctl.model import point\n"
        "def f():\n    import c\n    async def g():\n        from d import e\n"
    )
    found = list(_imports_of(PACKAGE / "metrics" / "tracker.py", tree))
    assert {(one.target, one.is_inside) for one in found} == {
        ("a.b", False),
        ("sweepctl.metrics.reader", False),
        ("sweepctl.metrics.formats.pairs", False),
        ("sweepctl.model.spec", False),
        ("sweepctl.model.point", False),
        ("c", True),
        ("d", True),
    }
    assert found[0].room == "metrics"


def _goes_down(room: str, target: str) -> bool:
    if target in {room, "__init__"}:
        return True
    if room in GROUND or target in GROUND:
        return (room, target) in {("agent", "child"), ("__init__", "reporting")}
    return layer_of(target) < layer_of(room)


def test_imports_go_down_only() -> None:
    wrong = [one for one in imports() if one.target_room is not None and not _goes_down(one.room, one.target_room)]
    assert not wrong, told(wrong)


@pytest.mark.parametrize("room", NARROW)
def test_a_narrow_room_sees_only_what_it_is_given(room: str) -> None:
    wrong = [
        one
        for one in imports()
        if one.room == room and one.target_room is not None and one.target_room not in {room, *NARROW[room]}
    ]
    assert not wrong, told(wrong)


def test_every_library_is_used_behind_its_doors_only() -> None:
    """A library of others that has no door yet is refused everywhere."""
    wrong = []
    for one in imports():
        library = one.target.split(".")[0]
        is_known = library == "sweepctl" or library in sys.stdlib_module_names
        if one.room not in DOORS.get(library, {one.room} if is_known else set()):
            wrong.append(one)
    assert not wrong, told(wrong)


def test_what_runs_beside_the_users_process_imports_the_standard_library_and_its_own_room_only() -> None:
    wrong = [
        one
        for one in imports()
        if one.room in {"child", "reporting"}
        and one.target_room != "child"
        and one.target.split(".")[0] not in sys.stdlib_module_names
    ]
    assert not wrong, told(wrong)


def test_nothing_is_imported_inside_a_function_but_through_the_lazy_doors() -> None:
    wrong = []
    for one in imports():
        allowed = set().union(*(doors for place, doors in LAZY.items() if one.file.startswith(place)))
        if one.is_inside and not any(one.target == door or one.target.startswith(f"{door}.") for door in allowed):
            wrong.append(one)
    assert not wrong, told(wrong)


def test_modules_are_imported_by_name_in_the_registry_and_the_api_only() -> None:
    wrong = [
        f"{name_of(path)}:{node.lineno}"
        for path, tree in trees().items()
        if name_of(path) not in BY_NAME
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr == "import_module")
        or (isinstance(node, ast.Name) and node.id == "__import__")
    ]
    assert not wrong, wrong


def test_there_are_no_import_cycles() -> None:
    graph: dict[str, set[str]] = {module: set() for module in modules()}
    for path in files():
        mine = module_of(path)
        graph[mine] = {one.target for one in _imports_of(path, trees()[path]) if one.target in modules()} - {mine}
    done: set[str] = set()

    def walk(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " → ".join([*way[way.index(module) :], module])
        if module not in done:
            for target in sorted(graph[module]):
                walk(target, (*way, module))
            done.add(module)

    for module in sorted(graph):
        walk(module, ())


def test_there_is_no_room_for_what_has_no_place() -> None:
    assert not [path for path in files() if path.stem in {"utils", "util", "helpers", "common", "misc"}]


def test_no_group_has_a_possessive_quantifier() -> None:
    """Python up to 3.11.4 matches such groups wrongly (gh-106052); an atomic group, `(?>(?:ab)?)`, means the same."""
    possessive = re.compile(r"\)(?:[*+?]|\{+[0-9,]*\}+)\+")
    assert [f"{path.name}: {one}" for path in files() for one in possessive.findall(path.read_text())] == []


def test_files_and_functions_stay_small() -> None:
    lines = {name_of(path): len(path.read_text().splitlines()) for path in files()}
    assert {name: many for name, many in lines.items() if many > MOST_LINES} == {}
    assert median(many for many in lines.values() if many > 1) <= MEDIAN_LINES
    lengths = {place: length(node) for place, node in functions()}
    assert {place: many for place, many in lengths.items() if many > MOST_FUNCTION_LINES} == {}
    assert quantiles(lengths.values(), n=10)[-1] <= NINE_TENTHS_FUNCTION_LINES


def test_verbs_stay_small() -> None:
    verbs = {
        place: length(node)
        for place, node in functions()
        if any(isinstance(one, ast.Name) and one.id == "verb" for one in node.decorator_list)
    }
    assert len(verbs) > 10
    assert {place: many for place, many in verbs.items() if many > MOST_VERB_LINES} == {}


LOOKS = (
    "--help", "status", "status --trials --json", "ls", "ls --json", "show 1", "show 1 --json", "best",
    "metrics sweep.yaml", "metrics sweep.yaml --json", "schema", "plot", "plot --json", "plot param x", "plot curve",
    "diff 1 1", "export", "export --curves --json",
)  # fmt: skip
HEAVY = {"numpy", "scipy", "optuna", "yaml", "psutil", "asyncio"}


def test_importing_the_package_loads_nothing_and_its_log_only_basics(project: Project) -> None:
    """A script that reports with it has to start as fast as before."""
    program = """
import sys
before = set(sys.modules)
import sweepctl
assert set(sys.modules) - before == {"sweepctl"}, set(sys.modules) - before
sweepctl.log
print(*sorted({name.split(".")[0] for name in set(sys.modules) - before}))
"""
    command = [sys.executable, "-S", "-c", program]
    environ = project.environment(PYTHONPATH=str(PACKAGE.parent))
    found = subprocess.run(command, cwd=project.folder, env=environ, capture_output=True, text=True, check=True)
    loaded = set(found.stdout.split())
    assert loaded <= sys.stdlib_module_names | {"sweepctl"}
    assert not loaded & {"typing", "dataclasses", "pathlib", "subprocess", "asyncio", "inspect", "logging"}, loaded


def test_looking_loads_none_of_the_heavy_libraries(project: Project) -> None:
    project.sweep(command=["/bin/sh", "-c", "echo loss=1"], method="grid", parameters={"x": {"value": 1}})
    assert project.run("run", "sweep.yaml").code == 0
    program = (
        "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr));"
        " from sweepctl.__main__ import main; main()"
    )
    loads = {}
    for look in LOOKS:
        command = [sys.executable, "-c", program, *look.split()]
        found = subprocess.run(
            command, cwd=project.folder, env=project.environment(), capture_output=True, text=True, check=True
        )
        loads[look] = {name.split(".")[0] for name in found.stderr.split()}
    assert all("typer" in loaded for loaded in loads.values())
    assert {look: loaded & HEAVY for look, loaded in loads.items() if loaded & HEAVY} == {}
