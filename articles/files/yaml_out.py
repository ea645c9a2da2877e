"""YAML as people write it and always the same: plain where that is safe, else in double quotes. Pure."""

import re

import yaml


class Plain(str):
    """A text that is written without quotes although it looks like a date or a number."""


class Number(str):
    """A number as it is written: 18, 36.5."""


class Flow(list):
    """A list that is written on one line."""


class FlowMap(dict):
    """A mapping that is written on one line."""


#: Line ends that YAML would change, and what it does not take in a block of text.
_UNSAFE_IN_BLOCK = re.compile(
    r"[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


class _Dumper(yaml.SafeDumper):
    def choose_scalar_style(self):
        # One way of quoting, and the one that can hold everything.
        style = super().choose_scalar_style()
        return '"' if style == "'" else style

    def ignore_aliases(self, data):
        return True

    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, False)


def _text(dumper, value):
    style = None
    if "\n" in value:
        lines = value.split("\n")
        tame = not _UNSAFE_IN_BLOCK.search(value) and not any(line != line.rstrip() for line in lines)
        style = "|" if tame and lines[0] and not lines[0].startswith(" ") else '"'
    elif _UNSAFE_IN_BLOCK.search(value):
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _plain(dumper, value):
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", str(value))


def _number(dumper, value):
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in value else 'int'}", str(value))


def _flow(dumper, value):
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)


def _flow_map(dumper, value):
    return dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=True)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Plain, _plain)
_Dumper.add_representer(Number, _number)
_Dumper.add_representer(Flow, _flow)
_Dumper.add_representer(FlowMap, _flow_map)


def dump(value: dict) -> str:
    """The keys in the order given, ending with one line end."""
    return yaml.dump(
        value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10**9, default_flow_style=False
    )
