"""absl: https://abseil.io/docs/python/guides/flags"""

from __future__ import annotations

from collections.abc import Mapping

from sweepctl.model.script import Kind, Script, Setting
from sweepctl.spec.programs.bounds import bounded
from sweepctl.spec.programs.click_options import number
from sweepctl.spec.programs.source import Source, keywords, known

_KINDS: Mapping[str, Kind] = {
    "DEFINE_float": Kind.REAL,
    "DEFINE_integer": Kind.WHOLE,
    "DEFINE_string": Kind.TEXT,
    "DEFINE_bool": Kind.BOOLEAN,
    "DEFINE_boolean": Kind.BOOLEAN,
    "DEFINE_enum": Kind.TEXT,
    "DEFINE_list": Kind.SEVERAL,
    "DEFINE_multi_float": Kind.SEVERAL,
    "DEFINE_multi_integer": Kind.SEVERAL,
    "DEFINE_multi_string": Kind.SEVERAL,
    "DEFINE_spaceseplist": Kind.SEVERAL,
}


def read(source: Source) -> Script | None:
    """Every `flags.DEFINE_…`."""
    if not any(name.split(".")[0] == "absl" for name in source.imports.values()):
        return None
    settings = []
    needed = {
        name
        for one in source.calls()
        if source.dotted(one).endswith(("mark_flag_as_required", "mark_flags_as_required")) and one.args
        for name in ([source.value(one.args[0])], source.listed(one.args[0]))[1] or [known(source.value(one.args[0]))]
        if isinstance(name, str)
    }
    for call in source.calls():
        what = source.dotted(call).rpartition(".")[2]
        given, name = keywords(call), source.value(call.args[0]) if call.args else None
        if what not in _KINDS or not isinstance(name, str):
            continue
        default = known(source.value(call.args[1] if len(call.args) > 1 else given.get("default")))
        choices = source.listed(call.args[2] if len(call.args) > 2 else given.get("enum_values"))
        bounds = (number(source.value(given.get(key))) for key in ("lower_bound", "upper_bound"))
        is_needed = name in needed or source.value(given.get("required")) is True
        setting = Setting(name, _KINDS[what], default, choices if what == "DEFINE_enum" else (), is_needed, *bounds)
        said = source.value(call.args[2] if len(call.args) > 2 else given.get("help"))
        settings.append(bounded(setting, said))
    return Script("absl", tuple(settings)) if settings else None
