"""The verifier that goes into every pack: modules about one thing each, joined into one file to hand out.

The modules keep to the standard library and to Python 3.8, import only each other, and share one name space
once they are joined; `source()` is that one file.
"""

import ast
from functools import cache
from pathlib import Path

from . import main, reading

_MODULES = ("digests", "ed25519", "reading", "trail", "files", "releases", "main")
_HEAD = '''#!/usr/bin/env python3
"""Check an evidence pack without the software that made it, and without a network.

    python3 verify.py PACK.zip                      or the folder that it was unpacked into
    python3 verify.py PACK.zip --trusted-key HEX    and hold its signatures to this public key

It needs Python 3.8 or newer and nothing else. It says in sentences what holds and what fails, and ends with 0
when everything holds, with 1 when something fails, with 2 when there was nothing that it could check.
README.txt in the pack says what the checks show, and what no file can show about itself.
"""

'''
_TAIL = '\n\nif __name__ == "__main__":\n    sys.exit(main())\n'


def holds(file) -> bool:
    """Whether everything holds in a pack that was just written into an open file."""
    report = reading.Report(say=lambda sentence: None)
    main.check(reading.Zip(file), report)
    file.seek(0)
    return not report.failures


@cache
def source() -> bytes:
    """The verifier as one file."""
    imported, parts = set(), []
    for name in _MODULES:
        text = (Path(__file__).parent / f"{name}.py").read_text()
        imports, body = _parted(text)
        imported |= imports
        parts.append(body)
    imports = "\n".join(sorted(f"import {name}" for name in imported))
    return (_HEAD + imports + "".join(f"\n\n\n{part}" for part in parts) + "\n" + _TAIL).encode()


def _parted(text: str) -> tuple[set[str], str]:
    """The names of the standard modules that a module imports, and what stands after its imports."""
    tree = ast.parse(text)
    docstring, *rest = tree.body
    imports = {alias.name for node in rest if isinstance(node, ast.Import) for alias in node.names}
    # One module's imports of another mean nothing once they are one.
    first = next(node for node in rest if not isinstance(node, ast.Import | ast.ImportFrom))
    above = rest[rest.index(first) - 1] if rest.index(first) else docstring
    lines = text.splitlines()[above.end_lineno :]
    title = f"# {docstring.value.value.splitlines()[0]}"
    return imports, f"{title}\n\n" + "\n".join(lines).strip("\n")
