"""Bodies for an evaluation that nobody in their right mind would send, always the same ones for one seed."""

import json
import random
from collections.abc import Iterator
from typing import NamedTuple

from assessments import fhir

NATIVE, FHIR = "application/json", "application/fhir+json"
STRANGE_TYPES = [
    *("", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"),
    *("application/json; charset=latin-1", "application/fhir+xml", "a/b/c;;;=", "application/json;"),
]
NUMBERS = [
    *("0", "-0", "1", "-1", "67", "3.0", "1e1", "1E400", "-1e-400", "1e999999999", "1" * 40, "9" * 5000),
    *("0." + "3" * 300, "123456789012345", "1234567890123456", "NaN", "Infinity", "-Infinity", "01", "1."),
    *(".5", "+1", "0x10", "1e", "1e+", "1_000", "67", "50", "20", "0.5", "1.25"),
]
TEXTS = [
    *("", "yes", "no", "true", "calf", "none", "36.6", "1e5", "\x00", "\ud800", "\udfff\ud800", "ʼ", "🦵🏽"),
    *("\u202e", "a" * 500, "__proto__", "constructor", "' OR 1=1", "<script>", "{{7*7}}", "٣", "１"),
]
MEMBERS = [
    "answers",
    "version",
    "digest",
    "mode",
    "scores",
    "weights",
    "points",
    "definition",
    "resourceType",
]


class Body(NamedTuple):
    sort: str
    data: bytes
    content_type: str = NATIVE
    length: int | None = None  # what Content-Length says, if not the truth


class Raw(str):
    """A piece of JSON that goes in as it is."""


def bodies(definition: dict, count: int, seed: int = 20) -> Iterator[Body]:
    made = _Maker(definition, random.Random(seed))
    sorts = [
        *(made.good, made.wrong, made.anything, made.forged, made.pinned, made.response, made.bent_response),
        *(made.deep, made.twice, made.bytes, made.cut, made.flipped, made.large, made.typed, made.lying),
    ]
    for _ in range(count):
        yield made.chance.choice(sorts)()


class _Maker:
    def __init__(self, definition: dict, chance: random.Random):
        self.definition, self.chance = definition, chance
        self.questions = {question["key"]: question for question in definition["questions"]}

    # Sorts of bodies

    def good(self) -> Body:
        return Body("good", _written({"answers": self.answers(), **self.mode()}))

    def wrong(self) -> Body:
        answers = self.answers()
        for _ in range(self.chance.randint(1, 4)):
            answers[self.key()] = self.value()
        return Body("wrong answers", _written({"answers": answers, **self.mode()}))

    def anything(self) -> Body:
        return Body("any JSON", _written(self.value(5)))

    def forged(self) -> Body:
        body = {"answers": self.answers(), self.chance.choice(MEMBERS): self.value()}
        return Body("forged members", _written(body))

    def pinned(self) -> Body:
        version = self.chance.choice([1, 2, 0, -1, 10**9, True, "1", 1.5, None, [], 10**30])
        digest = self.chance.choice(["", "0" * 64, "g" * 64, self.text(), None, 5])
        pin = self.chance.choice(
            [{"version": version}, {"digest": digest}, {"version": version, "digest": digest}]
        )
        return Body("pins", _written({"answers": self.answers(), **pin}))

    def response(self) -> Body:
        return Body("responses", _written(self.resource()), self.chance.choice([FHIR, NATIVE]))

    def bent_response(self) -> Body:
        resource = self.resource()
        for _ in range(self.chance.randint(1, 3)):
            self.bend(resource)
        return Body("bent responses", _written(resource), self.chance.choice([FHIR, NATIVE]))

    def deep(self) -> Body:
        depth = self.chance.choice([10, 31, 32, 33, 100, 990, 1000, 5000])
        opens, closes = self.chance.choice(
            [("[", "]"), ('{"item":[', "]}"), ('{"answers":', "}"), ('{"answer":[{"item":[', "]}]}")]
        )
        whole = self.chance.choice(
            ['{{"answers":{}}}', '{{"resourceType":"QuestionnaireResponse","item":{}}}', "{}"]
        )
        return Body("deep nesting", whole.format(opens * depth + closes * depth).encode())

    def twice(self) -> Body:
        name = json.dumps(self.chance.choice([*MEMBERS, self.key()]))
        pair = f"{name}:{_text(self.value())},{name}:{_text(self.value())}"
        whole = self.chance.choice(["{{{}}}", '{{"answers":{{{}}}}}'])
        return Body("names twice", whole.format(pair).encode("utf-8", "surrogatepass"))

    def bytes(self) -> Body:
        return Body("random bytes", self.chance.randbytes(self.chance.randint(0, 300)))

    def cut(self) -> Body:
        data = self.good().data
        return Body("cut off", data[: self.chance.randint(0, len(data))])

    def flipped(self) -> Body:
        data = bytearray(self.chance.choice([self.good, self.response])().data)
        for _ in range(self.chance.randint(1, 6)):
            data[self.chance.randrange(len(data))] = self.chance.randrange(256)
        return Body("flipped bytes", bytes(data))

    def large(self) -> Body:
        size = self.chance.choice([16_000, 16_383, 16_384, 16_385, 20_000, 200_000])
        padding = self.chance.choice([" ", "a", "\\u0000", "[", "9"])
        return Body("large", (f'{{"answers":{{"x":"{padding * size}"}}}}' + " " * size)[:size].encode())

    def typed(self) -> Body:
        return self.good()._replace(sort="media types", content_type=self.chance.choice(STRANGE_TYPES))

    def lying(self) -> Body:
        body = self.good()
        return body._replace(
            sort="lengths", length=self.chance.choice([0, 1, len(body.data) - 1, 16_385, 10**12])
        )

    # Parts of them

    def mode(self) -> dict:
        return self.chance.choice([{}, {}, {"mode": "partial"}, {"version": 1}])

    def key(self) -> str:
        return self.chance.choice([*self.questions, *self.questions, self.text()])

    def text(self) -> str:
        return self.chance.choice(TEXTS)

    def answers(self) -> dict:
        asked = [one for one in self.questions.values() if one["type"] != "notice"]
        chosen = (
            asked
            if self.chance.random() < 0.5
            else self.chance.sample(asked, self.chance.randint(0, len(asked)))
        )
        return {question["key"]: self.answer(question) for question in chosen}

    def answer(self, question: dict):
        keys = [option["key"] for option in question["options"]]
        match question["type"]:
            case "single":
                return self.chance.choice(keys)
            case "multi":
                return self.chance.sample(keys, self.chance.randint(0, len(keys)))
            case "yes_no":
                return self.chance.random() < 0.5
        low, high = (int(float(question[name] or 100)) for name in ("minimum", "maximum"))
        return self.chance.randint(low, max(low, high))

    def value(self, depth: int = 3):
        pick = self.chance.randrange(9 if depth else 6)
        if pick < 2:
            return self.text()
        if pick < 4:
            return Raw(self.chance.choice(NUMBERS))
        if pick < 6:
            return self.chance.choice([None, True, False, [], {}])
        if pick < 7:
            return [self.value(depth - 1) for _ in range(self.chance.randint(0, 4))]
        return {self.key(): self.value(depth - 1) for _ in range(self.chance.randint(0, 4))}

    def resource(self) -> dict:
        answers = {key: value for key, value in self.answers().items() if value != []}
        version = self.chance.choice(["1", "1", "1", "1", "2", "x"])
        made = fhir.response(self.definition, answers, "/api/v1/assessments/pad", version)
        strange = ["/api/v1/assessments/pad", "|", "x|1"]
        made["questionnaire"] = self.chance.choice([made["questionnaire"]] * 7 + strange)
        made["status"] = self.chance.choice(["completed", "in-progress", self.text()])
        return made

    def bend(self, value) -> None:
        """Replace something, anywhere in it."""
        while isinstance(value, dict | list) and value:
            place = self.chance.choice(list(value) if isinstance(value, dict) else range(len(value)))
            if self.chance.random() < 0.4 or not isinstance(value[place], dict | list):
                value[place] = self.value()
                return
            value = value[place]


def _written(value) -> bytes:
    return _text(value).encode("utf-8", "surrogatepass")


def _text(value) -> str:
    """JSON with pieces that are no JSON; lone surrogates are escaped or not, as the text has it."""
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(str(key))}:{_text(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_text, value)) + "]"
    return json.dumps(value, ensure_ascii=not (isinstance(value, str) and len(value) % 2))
