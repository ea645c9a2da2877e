"""Days as readers of a locale write them: `Jul 1, 2026`. Pure."""

from datetime import date

_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "es": "ene feb mar abr may jun jul ago sep oct nov dic",
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "de": "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
    "pt": "jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.",
}
_ORDER = {
    "en-US": "{month} {day}, {year}",
    "en": "{day} {month} {year}",
    "es": "{day} {month} {year}",
    "fr": "{day} {month} {year}",
    "de": "{day}. {month} {year}",
    "pt": "{day} de {month} de {year}",
}


def written(day: date, locale: str) -> str:
    """The day in words; where we do not know the language, as YYYY-MM-DD, which everybody can read."""
    language = locale.partition("-")[0]
    if language not in _MONTHS:
        return day.isoformat()
    months = _MONTHS[language].split()
    order = _ORDER.get(locale) or _ORDER["en-US" if locale == "en" else language]
    return order.format(month=months[day.month - 1], day=day.day, year=day.year)
