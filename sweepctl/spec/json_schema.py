"""The JSON Schema (draft 2020-12) of a sweep file, for editors: what `check` refuses or warns of in single keys.

`sweep.schema.json` beside this file is what `json_schema` gives, written by `python -m sweepctl.spec.json_schema`.
A new key of a sweep file needs an entry here; options of stoppers and distributions come by themselves.
https://json-schema.org/draft/2020-12
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from sweepctl.model.checks import Check
from sweepctl.model.spec import Goal, Impute, Method, Output, SourceKind, Summary
from sweepctl.samplers.engines import AUTO, ENGINES
from sweepctl.space.distributions import DISTRIBUTIONS, implied_kind
from sweepctl.spec.key_words import DISTRIBUTION_WORDS, METRIC_WORDS, PART_WORDS, SEARCH_WORDS, STOP_WORDS, WORDS
from sweepctl.spec.schema import UNUSED
from sweepctl.spec.search_schema import PARTS, SEARCH, STOP
from sweepctl.stoppers import STOPPERS

Schema: TypeAlias = dict[str, Any]
FILE = Path(__file__).with_name("sweep.schema.json")

_SCALAR: Schema = {"type": ["string", "number", "boolean"]}
# What a check asks for, in its own words, as a schema.
_ASKED: Sequence[tuple[str, Schema]] = (
    (r"a number", {"type": "number"}),
    (r"a number above (\d+)", {"type": "number", "exclusiveMinimum": 0}),
    (r"a number not below (\d+)", {"type": "number", "minimum": 0}),
    (r"a whole number", {"type": "integer"}),
    (r"a whole number of at least (\d+)", {"type": "integer", "minimum": 0}),
    (r"a list with at least one item", {"type": "array", "minItems": 1}),
    (r"a list of numbers not below 0", {"type": "array", "minItems": 1, "items": {"type": "number", "minimum": 0}}),
    (r"true or false", {"type": "boolean"}),
    (r"a text", {"type": "string"}),
    (r"a mapping.*|a rule.*", {"type": "object"}),
)
# Options that a stopper cannot do without: one of these sets.
NEEDED: Mapping[str, Sequence[Sequence[str]]] = {
    "hyperband": (("min_iter",), ("max_iter", "s")),
    "threshold": (("lower",), ("upper",)),
    "percentile": (("percentile",),),
    "patient": (("patience",),),
}


def of_check(check: Check) -> Schema:
    """The schema of what a check lets pass, by what it says of a thing that it never does. Raises ValueError."""
    wanted = check(object())
    if wanted is None:
        return {}
    for pattern, schema in _ASKED:
        if found := re.fullmatch(pattern, wanted):
            limit = [key for key in ("minimum", "exclusiveMinimum") if key in schema and found.groups()]
            return schema | {key: int(found[1]) for key in limit}
    raise ValueError(wanted)


def _described(schema: Schema, words: str) -> Schema:
    return {"description": words, **schema}


def _or_null(schema: Schema) -> Schema:
    """An empty value is as good as none."""
    kinds = schema.get("type")
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    if kinds is not None and "anyOf" not in schema:
        return {**schema, "type": [*([kinds] if isinstance(kinds, str) else kinds), "null"]}
    words = {key: value for key, value in schema.items() if key == "description"}
    return {**words, "anyOf": [{key: one for key, one in schema.items() if key not in words}, {"type": "null"}]}


def _object(properties: Mapping[str, Schema], *needed: str) -> Schema:
    found: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**found, "required": list(needed)} if needed else found


def _options(checks: Mapping[str, Check], words: Mapping[str, str]) -> dict[str, Schema]:
    return {key: _described(of_check(check), words[key]) for key, check in checks.items()}


def _names(choices: Sequence[str]) -> Schema:
    return {"enum": [str(one) for one in choices]}


def _metric() -> Schema:
    kinds = "|".join(SourceKind)
    running: Schema = {"enum": [*map(str, Impute), False, "false", None]}
    schemas: dict[str, Schema] = {
        "name": {"type": "string", "pattern": r"\S"},
        "goal": _or_null(_names(list(Goal))),
        "target": {"type": "number"},
        "summary": _or_null(_names(list(Summary))),
        "pattern": {"type": "string", "pattern": r"\(\?P<value>", "format": "regex"},
        "impute": _or_null(_names(list(Impute))),
        "impute_while_running": running,
        "source": {"type": ["string", "null"], "pattern": rf"^\s*(stdout$|({kinds})\s*:\s*\S)"},
    }
    return _object({key: _described(one, METRIC_WORDS[key]) for key, one in schemas.items()}, "name")


def _stopper(kind: str) -> Schema:
    """One kind of early stopping, with the options that its module declares."""
    checks: Mapping[str, Check] = STOPPERS[kind].load().CHECKS
    options = {key: of_check(check) for key, check in checks.items() if key != "type"}
    made = _object({"type": {"const": kind, "description": STOPPERS[kind].summary}, **options}, "type")
    return {**made, "anyOf": [{"required": list(keys)} for keys in NEEDED[kind]]} if kind in NEEDED else made


def _distribution(kind: str) -> Schema:
    """The keys of a parameter of one distribution; its name is needed where they do not imply it."""
    member = DISTRIBUTIONS[kind]
    samples = {"min": 1, "max": 2} if kind == "int_uniform" else {"min": 0.5, "max": 2}
    is_implied = implied_kind({key: samples.get(key, 1) for key in member.checks}) == kind
    named: Schema = {"const": kind, "description": DISTRIBUTION_WORDS[kind]}
    keys = {key: of_check(check) for key, check in member.checks.items()}
    needed = sorted(member.required(), reverse=True) + ([] if is_implied else ["distribution"])
    return {
        "title": kind,
        "description": DISTRIBUTION_WORDS[kind],
        **_object({"distribution": named, **keys, "when": {"$ref": "#/$defs/when"}}, *needed),
    }


def _definitions() -> dict[str, Schema]:
    nested = _object({"parameters": {"$ref": "#/$defs/parameters"}, "when": {"$ref": "#/$defs/when"}}, "parameters")
    values = {"anyOf": [_SCALAR, {"type": "array", "minItems": 1}]}
    return {
        "parameters": {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"minLength": 1},
            "additionalProperties": {"$ref": "#/$defs/parameter"},
        },
        "parameter": {
            "type": "object",
            "anyOf": [*({"$ref": f"#/$defs/{kind}"} for kind in DISTRIBUTIONS), {"$ref": "#/$defs/nested"}],
        },
        "nested": {"title": "nested", "description": "A block that arrives as one dict.", **nested},
        "when": {
            "description": "The parameter exists only where others have these values.",
            "type": "object",
            "minProperties": 1,
            "additionalProperties": values,
        },
        "metric": _metric(),
        **{kind: _distribution(kind) for kind in DISTRIBUTIONS},
    }


def _parts(default: str) -> Schema:
    options = _object(_options(PARTS, {**PART_WORDS, "name": PART_WORDS["name"].format(default)}), "count")
    return {"anyOf": [of_check(PARTS["count"]), options]}


def _keys() -> dict[str, Schema]:
    """The keys of the top level."""
    metric: Schema = {"$ref": "#/$defs/metric"}
    samplers: Schema = {"anyOf": [_names([AUTO, *ENGINES]), {"type": "string", "pattern": ":"}]}
    search = _options(SEARCH, SEARCH_WORDS)
    search["sampler"] = _described(samplers, SEARCH_WORDS["sampler"])
    seconds = _quantity("[smhd]?")
    size = _quantity("(?:[kmgtKMGT](?:i?[bB])?|[bB])?")
    count: Schema = {"type": "integer", "minimum": 0}
    again = _object({"count": count, "wait": seconds, "factor": {"type": "number", "minimum": 1}})
    code: Schema = {"type": "integer", "minimum": 1, "maximum": 255}
    return {
        "program": _SCALAR,
        "method": _names(list(Method)),
        "metric": metric,
        "metrics": {"type": "array", "minItems": 1, "items": metric},
        "parameters": {"$ref": "#/$defs/parameters"},
        "early_terminate": {"anyOf": [_stopper(kind) for kind in STOPPERS]},
        "command": {"type": "array", "items": _SCALAR},
        "run_cap": {"type": "integer", "minimum": 1},
        "name": _SCALAR,
        "description": _SCALAR,
        "seed": {"type": "integer"},
        "timeout": seconds,
        "silence": seconds,
        "max_rss": size,
        "retries": {"anyOf": [count, again]},
        "requeue": {"anyOf": [code, {"type": "array", "items": code}]},
        "env": {"type": "object", "additionalProperties": _or_null(_SCALAR)},
        "search": _object(search),
        "stop": _object(_options(STOP, STOP_WORDS)),
        "folds": _parts("fold"),
        "repeats": _parts("seed"),
        "constraints": {"type": "array", "items": {"type": "string"}},
        "initial": {"type": "array", "items": {"type": "object"}},
        "stdout": _names(list(Output)),
    }


def _quantity(unit: str) -> Schema:
    """A number, or one with a unit."""
    text = {"type": "string", "pattern": rf"^[0-9]+(\.[0-9]+)?\s*{unit}$"}
    return {"anyOf": [{"type": "number", "exclusiveMinimum": 0}, text]}


def json_schema() -> Schema:
    """The schema, as plain data."""
    needed = ("method", "parameters")
    keys = {
        key: one if key in needed else _or_null(one)
        for key, one in ((key, _described(one, WORDS[key])) for key, one in _keys().items())
    }
    unused = {key: {"description": f"Not used: {why}.", "deprecated": True} for key, why in UNUSED.items()}
    has_metric: Schema = {"anyOf": [{"required": ["metric"]}, {"required": ["metrics"]}]}
    is_bayes: Schema = {"properties": {"method": {"const": "bayes"}}, "required": ["method"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "sweep.yaml",
        "description": "A hyperparameter sweep in the language of W&B Sweeps, for sweepctl.",
        **_object({**keys, **unused}, *needed),
        "allOf": [{"if": is_bayes, "then": has_metric}],
        "$defs": _definitions(),
    }


def schema_text() -> str:
    """The schema as it is shipped."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(schema_text())
