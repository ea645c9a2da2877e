"""What FHIR calls the things that an assessment is made of."""

_FHIR = "http://hl7.org/fhir/StructureDefinition/"
_SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"

#: What FHIR has no place for stands in extensions with this address, as canonical JSON in a valueString.
#: It names nobody's domain, and changing it would orphan every questionnaire ever exported.
OURS = "urn:uuid:5b0f2a1e-3c67-4a8e-9d42-7e1c60b8f3a9"

ITEM_WEIGHT = _FHIR + "itemWeight"
ORDINAL_VALUE = _FHIR + "ordinalValue"
#: The first is what the standard recommends today, the second what it replaced.
WEIGHTS = (ITEM_WEIGHT, ORDINAL_VALUE)

OPTION_EXCLUSIVE = _FHIR + "questionnaire-optionExclusive"
ITEM_CONTROL = _FHIR + "questionnaire-itemControl"
ITEM_CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"
HIDDEN = _FHIR + "questionnaire-hidden"
UNIT = _FHIR + "questionnaire-unit"
MINIMUM = _FHIR + "minValue"
MAXIMUM = _FHIR + "maxValue"
PLACES = _FHIR + "maxDecimalPlaces"
LEAST_ANSWERS = _FHIR + "questionnaire-minOccurs"
MOST_ANSWERS = _FHIR + "questionnaire-maxOccurs"

VARIABLE = _FHIR + "variable"
CALCULATED = _SDC + "sdc-questionnaire-calculatedExpression"
FHIRPATH = "text/fhirpath"

#: Our types → those of R4. R5 says coding for choice.
CHOICE, CODING, OPEN_CHOICE = "choice", "coding", "open-choice"
GROUP, DISPLAY, BOOLEAN = "group", "display", "boolean"

#: An integer of FHIR has 32 bits.
BIGGEST_INTEGER = 2**31 - 1
