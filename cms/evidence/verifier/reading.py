"""Reading a pack, a ZIP or a folder, and saying what was found."""

import json
import os
import zipfile


class Unreadable(Exception):
    """A file of the pack is missing or is not what its name promises; `name` says which."""

    def __init__(self, name, why):
        super().__init__(f"{name}: {why}")
        self.name = name
        self.why = why


class Report:
    """Sentences, one a line. `failures` are those that begin with “Fails:”."""

    def __init__(self, say=print):
        self.say = say
        self.failures = []
        #: What nobody signed.
        self.unsigned = []

    def holds(self, sentence):
        self.say("Holds: " + sentence)

    def fails(self, name, sentence):
        self.failures.append(f"Fails: file {name}: {sentence}")
        self.say(self.failures[-1])

    def note(self, sentence):
        self.say("Note: " + sentence)


class Folder:
    """The folder that a pack was unpacked into."""

    def __init__(self, path):
        self.path = path
        found = []
        for folder, _, names in os.walk(path):
            found += [os.path.relpath(os.path.join(folder, name), path) for name in names]
        self.names = sorted(name.replace(os.sep, "/") for name in found)

    def size(self, name):
        return os.path.getsize(os.path.join(self.path, *name.split("/")))

    def read(self, name):
        try:
            with open(os.path.join(self.path, *name.split("/")), "rb") as file:
                return file.read()
        except FileNotFoundError:
            raise Unreadable(name, "it is missing") from None
        except OSError as error:
            raise Unreadable(name, "it cannot be read (%s)" % (error.strerror or error)) from None

    def json(self, name):
        try:
            return json.loads(self.read(name).decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise Unreadable(name, f"it is not JSON in UTF-8 any more ({error})") from None


class Zip(Folder):
    """The pack as it was handed out."""

    def __init__(self, path):
        self.zip = zipfile.ZipFile(path)
        self.names = sorted(info.filename for info in self.zip.infolist())

    def size(self, name):
        return self.zip.getinfo(name).file_size

    def read(self, name):
        try:
            return self.zip.read(name)
        except KeyError:
            raise Unreadable(name, "it is missing") from None
        except Exception as error:  # whatever a broken container makes zipfile and zlib say
            raise Unreadable(name, f"it cannot be taken out of the ZIP ({error})") from None


def moment(text):
    """“2040-03-05 09:00:00 UTC” from a moment as the record spells it."""
    return text[:19].replace("T", " ") + " UTC"
