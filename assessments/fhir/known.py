"""What members and extensions of a questionnaire mean for us when nothing of them is taken over."""

from typing import NamedTuple


class Said(NamedTuple):
    sentence: str
    blocking: bool


STRANGE = "This is not understood. Find out what it means, and say it in the assessment if readers need it."

_BASE = "http://hl7.org/fhir/StructureDefinition/"
_SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"

_LOOKS = "How a form looks is left out: front ends decide."
_RECORDS = "Links to patient records are left out: nothing is read from a record or written to one."
_MANAGED = "Details about the file and its publication are left out: the history here keeps its own."
_CODES = "Codes that classify the form and its questions are left out. Codes of options are kept."
_STYLE = "Bold, links and other style of texts are left out: the plain text was taken."
_TOOLS = "Hints for other programs are left out."
_LANGUAGES = "Translations are left out: each language is an assessment of its own."
_LABELS = (
    "Numbers and prefixes before questions and options are left out: write them into the text if they matter."
)
_HELP = "Links to help are left out: write them into the help of the question."
_LONG = "A length of texts means nothing here: nobody types a text."
_MEANING = "Explanations and other names of codes are left out: write them into the option or the help."
_IDS = "Internal names of parts are left out."

#: Extensions that change nothing of what is asked or counted, by the end of their address.
_HARMLESS = {
    _LOOKS: (
        *("questionnaire-choiceOrientation", "questionnaire-displayCategory", "questionnaire-itemControl"),
        *("questionnaire-sliderStepValue", "entryFormat", "sdc-questionnaire-choiceColumn"),
        *("sdc-questionnaire-collapsible", "sdc-questionnaire-columnCount", "sdc-questionnaire-width"),
        *("sdc-questionnaire-itemMedia", "sdc-questionnaire-itemAnswerMedia", "sdc-questionnaire-openLabel"),
        *("sdc-questionnaire-shortText", "sdc-questionnaire-keyboard", "sdc-questionnaire-colorPicker"),
        *("sdc-questionnaire-displayContext", "questionnaire-usageMode"),
    ),
    _RECORDS: (
        *("sdc-questionnaire-observationLinkPeriod", "sdc-questionnaire-observationExtract"),
        *("sdc-questionnaire-observationExtractCategory", "sdc-questionnaire-observation-extract-category"),
        *("sdc-questionnaire-launchContext", "sdc-questionnaire-itemExtractionContext"),
        *("sdc-questionnaire-itemPopulationContext", "sdc-questionnaire-sourceQueries"),
        *("sdc-questionnaire-sourceStructureMap", "sdc-questionnaire-targetStructureMap"),
        *("sdc-questionnaire-isSubject", "sdc-questionnaire-endpoint", "sdc-questionnaire-performerType"),
        *("sdc-questionnaire-extractAllocateId", "sdc-questionnaire-definitionExtract"),
        *("sdc-questionnaire-definitionExtractValue", "sdc-questionnaire-templateExtract"),
    ),
    _MANAGED: (
        *("artifact-versionAlgorithm", "artifact-author", "artifact-editor", "artifact-reviewer"),
        *("artifact-endorser", "artifact-topic", "artifact-approvalDate", "artifact-lastReviewDate"),
        *("artifact-effectivePeriod", "artifact-copyrightLabel", "artifact-releaseLabel", "artifact-usage"),
        *("structuredefinition-wg", "structuredefinition-fmm", "structuredefinition-standards-status"),
        *("workflow-relatedArtifact", "artifact-relatedArtifact", "artifact-contact", "replaces"),
        *("resource-approvalDate", "resource-lastReviewDate", "resource-effectivePeriod"),
    ),
    _STYLE: ("rendering-style", "rendering-xhtml", "rendering-markdown", "rendering-styleSensitive"),
    _TOOLS: (
        *("designNote", "sdc-questionnaire-preferredTerminologyServer", "preferredTerminologyServer"),
        *("questionnaire-definitionalNote", "itemMedia", "sdc-questionnaire-assembledFrom"),
    ),
    _LANGUAGES: ("translation", "language"),
    _LABELS: ("questionnaire-optionPrefix", "valueset-label"),
    _HELP: ("questionnaire-supportLink", "supportHyperlink"),
    _LONG: ("minLength",),
}
_HARMLESS_ENDS = {end: sentence for sentence, ends in _HARMLESS.items() for end in ends}

#: Extensions that do change something, and what the writer does instead.
_MEANINGFUL = {
    "sdc-questionnaire-enableWhenExpression": "It is shown when an expression holds: write it as conditions.",
    "sdc-questionnaire-calculatedExpression": "It is calculated: write it as scores and rules.",
    "sdc-questionnaire-initialExpression": "Its answer is filled in by an expression: readers answer it.",
    "cqf-calculatedValue": "A limit or text is calculated: write it as a fixed value.",
    "sdc-questionnaire-answerExpression": "Its options come from an expression: type them.",
    "sdc-questionnaire-candidateExpression": "Its options come from an expression: type them.",
    "sdc-questionnaire-answerOptionsToggleExpression": (
        "Some options are only there under a condition: make two questions of it."
    ),
    "questionnaire-constraint": "Answers are checked by an expression: write limits or rules instead.",
    "targetConstraint": "Answers are checked by an expression: write limits or rules instead.",
    "regex": "Answers must have a pattern: write limits instead.",
    "questionnaire-fhirType": "Its answers have a special type: ask it in another way.",
    "questionnaire-referenceResource": "It asks for a record: ask it in another way.",
    "questionnaire-signatureRequired": "It asks for a signature, which has no place in an assessment.",
    "questionnaire-unitOption": "The reader chooses a unit: decide on one and write it into the question.",
    "questionnaire-unitValueSet": "The reader chooses a unit: decide on one and write it into the question.",
    "sdc-questionnaire-unitOpen": "The reader chooses a unit: decide on one and write it into the question.",
    "sdc-questionnaire-referencesContained": "It leans on another part of the file: see if it is needed.",
    "sdc-questionnaire-subQuestionnaire": (
        "Another questionnaire belongs here: import it too and copy its questions."
    ),
    "sdc-questionnaire-optionalDisplay": "Questions may be left out by whoever shows it: decide it here.",
    "maxSize": "It asks for a file, which has no place in an assessment.",
    "mimeType": "It asks for a file, which has no place in an assessment.",
    "data-absent-reason": "A text is missing in the file for a reason: write it.",
}

#: Members that change nothing, by what they stand in.
_QUIET = {
    "": {
        **dict.fromkeys(
            ("id", "meta", "identifier", "experimental", "date", "contact", "approvalDate"), _MANAGED
        ),
        **dict.fromkeys(("lastReviewDate", "effectivePeriod", "useContext", "jurisdiction"), _MANAGED),
        **dict.fromkeys(("subjectType", "derivedFrom", "text", "versionAlgorithmString"), _MANAGED),
        **dict.fromkeys(("versionAlgorithmCoding", "copyrightLabel", "name"), _MANAGED),
        "code": _CODES,
    },
    "item": {
        "id": _IDS,
        "code": _CODES,
        "definition": _CODES,
        "prefix": _LABELS,
        "maxLength": _LONG,
        "disabledDisplay": _LOOKS,
    },
}
_QUIET["concept"] = _QUIET["contains"] = dict.fromkeys(("definition", "designation"), _MEANING)
_QUIET["valueExpression"] = {"description": _TOOLS}
_ANYWHERE = {"id": _IDS, "userSelected": _TOOLS}
_OF_CODES = {
    "display": "Names of options in conditions are left out.",
    "version": "Versions of code systems are left out.",
}

_OLDER = "This is how FHIR said it before R4: have the file converted, and import it again."
_BLOCKING = {
    ("", "group"): _OLDER,
    ("item", "option"): _OLDER,
    ("item", "options"): _OLDER,
    ("enableWhen", "hasAnswer"): _OLDER,
    ("", "implicitRules"): "The file follows rules that stand elsewhere: find out which.",
    ("", "contained"): "A contained part of the file is used by nothing that was read.",
    (
        "item",
        "initial",
    ): "An answer is filled in beforehand. Here readers answer themselves: see whether it matters.",
}


def extension(url, value: dict) -> Said:
    """What an extension means that nobody took."""
    if not isinstance(url, str):
        return Said(STRANGE, True)
    end = url.rpartition("/")[2]
    if url.startswith((_BASE, _SDC)):
        if end == "translation":
            return Said(_LANGUAGES, False)
        if end in _HARMLESS_ENDS:
            return Said(_HARMLESS_ENDS[end], False)
        if end in _MEANINGFUL:
            return Said(_MEANINGFUL[end], True)
    return Said(STRANGE, True)


def member(kind: str, name: str) -> Said:
    """What a member means that nobody took, in an object of this kind."""
    if name == "modifierExtension":
        return Said("This changes the meaning of what it stands in: find out how.", True)
    if (kind, name) in _BLOCKING:
        return Said(_BLOCKING[kind, name], True)
    sentence = _QUIET.get(kind, {}).get(name) or _ANYWHERE.get(name)
    if sentence is None and kind in ("answerCoding", "valueCoding", "coding"):
        sentence = _OF_CODES.get(name)
    return Said(sentence, False) if sentence else Said(STRANGE, True)
