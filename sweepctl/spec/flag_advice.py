"""What a program's flags will make of the values that a sweep passes as `--name=value`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sweepctl.model.nearest import nearest
from sweepctl.model.params import Value, canonical
from sweepctl.spec.flags import Flag, Flags

_VALUELESS = {"store_true", "store_false", "store_const", "append_const", "count", "help", "version"}
_VALUELESS |= {"BooleanOptionalAction"}
_VALUED = {None, "store", "append", "extend"}
_CONVERTERS: Mapping[str, Callable[[str], object]] = {"int": int, "float": float}
_NUMBER_HINTS = {
    "int": "sweep whole numbers (`values`, `int_uniform`, `q_uniform`), or declare the flag with `type=float`",
    "float": "sweep numbers, or declare the flag with another `type`",
}
_FALSE_WORDS = {"false", "none", "0", "no", "off"}
_SHOWN_CHOICES = 8


@dataclass(frozen=True)
class Advice:
    """What will go wrong with one swept parameter, and what to do about it."""

    parameter: str
    sentence: str
    hint: str


def advise(flags: Flags, params: Mapping[str, Sequence[object]], program: str = "the program") -> list[Advice]:
    """What the program would refuse or misread, given the values each swept parameter can have.

    Parameters are as passed, `--name=value`; whatever argparse accepts, or may accept, gets no advice.
    """
    return [advice for name, values in params.items() for advice in _parameter(flags, name, values, program)]


def _parameter(flags: Flags, name: str, values: Sequence[object], program: str) -> Iterator[Advice]:
    meant = flags.meant(f"--{name}")
    if not meant:
        respelt = _respelt(flags, name)
        if not respelt:
            yield Advice(name, *_undeclared(flags, name, program))
            return
        yield Advice(name, *_misspelt(flags, name, respelt, program))
        meant = {respelt: flags.flags[respelt]}
    if len({flag.options for flag in meant.values()}) > 1:
        yield Advice(name, f"`--{name}` could mean {_either(meant)}", "give the parameter the full name of one of them")
        return
    option, flag = next(iter(meant.items()))
    if found := _value(option, flag, values):
        yield Advice(name, *found)


def _plain(text: str) -> str:
    return text.lstrip("-").replace("-", "_").lower()


def _either(options: Mapping[str, Flag]) -> str:
    return " or ".join(f"`{option}`" for option in options)


def _respelt(flags: Flags, name: str) -> str | None:
    """A declared option that is `name` but for hyphens, case or the `dest` it fills."""
    same = [option for option in flags.flags if _plain(option) == _plain(name)]
    filling = [option for option, flag in flags.flags.items() if flag.dest == name and flag.action != "store_false"]
    return min(same + filling, key=lambda option: not option.startswith("--"), default=None)


def _misspelt(flags: Flags, name: str, option: str, program: str) -> tuple[str, str]:
    renamed = f"name the parameter `{option[2:]}`" if option.startswith("--") else f"add `--{name}` to the parser"
    written = (
        f", or write `{option}=${{{name}}}` in `command` instead of `${{args}}`"
        if flags.flags[option].action in _VALUED
        else ""
    )
    return f"{program} declares `{option}`, not `--{name}`", renamed + written


def _undeclared(flags: Flags, name: str, program: str) -> tuple[str, str]:
    plain = {_plain(option): option for option, flag in flags.flags.items() if flag.action not in {"help", "version"}}
    near = nearest(_plain(name), plain)
    hint = f"did you mean `{plain[near]}`?" if near else f"remove the parameter, or add `--{name}` to the parser"
    return f"{program} does not declare `--{name}`", hint


def _value(option: str, flag: Flag, values: Sequence[object]) -> tuple[str, str] | None:
    """The sentence and the hint for the first value that the flag does not take as it is meant."""
    if flag.action in _VALUELESS:
        return _valueless(option, flag, values) if values else None
    if flag.action not in _VALUED:
        return None
    found = (check(option, flag, value) for value in values for check in (_falsity, _list, _refused))
    return next((problem for problem in found if problem), None)


def _text(value: object) -> str:
    return str(canonical(cast(Value, value)))


def _valueless(option: str, flag: Flag, values: Sequence[object]) -> tuple[str, str]:
    sentence = (
        f"`{option}` takes no value (line {flag.line}: {flag.action}), so `{option}={_text(values[0])}` is refused"
    )
    bare = f"`${{args_no_boolean_flags}}` in `command`, which passes `{option}` for true and nothing for false"
    if all(isinstance(value, bool) for value in values):
        return sentence, f"use {bare}"
    return sentence, f"make its values true and false and use {bare}"


def _falsity(option: str, flag: Flag, value: object) -> tuple[str, str] | None:
    text = _text(value)
    if flag.type != "bool" or text.lower() not in _FALSE_WORDS:
        return None
    return (
        f'`{option}={text}` will be True: `type=bool` (line {flag.line}) takes every text for True, even "{text}"',
        'use `type=lambda s: s.lower() == "true"`, or `action="store_true"` with `${args_no_boolean_flags}`',
    )


def _list(option: str, flag: Flag, value: object) -> tuple[str, str] | None:
    """Lists and mappings arrive as one text, which flags that gather several words do not take apart."""
    gathers = flag.nargs in {"+", "*"} or isinstance(flag.nargs, int) or flag.action in {"append", "extend"}
    if not isinstance(value, list | tuple | dict) or not (gathers or flag.type in _CONVERTERS or flag.type == "list"):
        return None
    return (
        f"`{option}={_text(value)}` arrives as one text, which line {flag.line} does not read as a list",
        "use `type=ast.literal_eval` without `nargs`, or take all parameters as JSON with `${args_json}` in `command`",
    )


def _refused(option: str, flag: Flag, value: object) -> tuple[str, str] | None:
    """What argparse ends the program for: a text that `type` cannot convert, one not in `choices`, one of several."""
    text = _text(value)
    if isinstance(flag.nargs, int) and flag.nargs > 1:
        sentence = f"`{option}` wants {flag.nargs} values (line {flag.line}), and `{option}={text}` gives one"
        return sentence, f"write them out in `command` after `{option}`, or declare it without `nargs`"
    try:
        converted = _CONVERTERS.get(flag.type or "str", str)(text)
    except ValueError:
        sentence = f"`{option}={text}` is refused: line {flag.line} wants type {flag.type}"
        return sentence, _NUMBER_HINTS[str(flag.type)]
    is_known = flag.type in {None, "str", *_CONVERTERS}
    if flag.choices is None or not is_known or converted in flag.choices:
        return None
    shown = ", ".join(repr(choice) for choice in flag.choices[:_SHOWN_CHOICES])
    more = ", …" if len(flag.choices) > _SHOWN_CHOICES else ""
    sentence = f"`{option}={text}` is refused: the choices on line {flag.line} are {shown}{more}"
    if text in {str(choice) for choice in flag.choices}:
        return sentence, "the choices are compared with text: add the `type` of the choices to the flag"
    return sentence, f"take {text} out of the sweep, or add it to the choices"
