"""Writing the ZIP of a pack: the same files give the same bytes, and its end says what came before.

The files stand in the order in which they were added, with one fixed date. The comment at the very end is
`evidence/1 manifest=<SHA-256 of manifest.json> container=<SHA-256 of every byte of the ZIP before this>`.
"""

import hashlib
import zipfile

from cms import canonical

_DATE = (1980, 1, 1, 0, 0, 0)
_COMMENT = "evidence/1 manifest={} container={}"


class Writer:
    """A ZIP under way in a file that can be read back. `files` are the lines of the manifest."""

    def __init__(self, file):
        self.file = file
        self.files: list[dict] = []
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._zip.close()  # where it was not finished, so that nothing tries to later

    def add(self, name: str, data: bytes | str, what: str) -> dict:
        """Put a file in; `what` says in a few words what it is."""
        data = data.encode() if isinstance(data, str) else data
        info = zipfile.ZipInfo(name, _DATE)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.create_system = 3
        info.external_attr = 0o644 << 16
        self._zip.writestr(info, data)
        line = {"name": name, "sha256": canonical.digest(data), "size": len(data), "what": what}
        self.files.append(line)
        return line

    def close(self, manifest: str) -> str:
        """Finish the ZIP and seal its bytes; returns the SHA-256 of the whole file."""
        self._zip.comment = _COMMENT.format(manifest, "0" * 64).encode()
        self._zip.close()
        end = self.file.seek(0, 2) - 64
        sha = hashlib.sha256()
        self.file.seek(0)
        left = end
        while chunk := self.file.read(min(left, 1 << 20)):
            sha.update(chunk)
            left -= len(chunk)
        mark = sha.hexdigest().encode()
        self.file.seek(end)
        self.file.write(mark)
        sha.update(mark)
        self.file.seek(0)
        return sha.hexdigest()
