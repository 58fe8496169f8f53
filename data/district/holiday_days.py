"""A country's public holidays, from the `holidays` library; imported here alone, and late: it is not small."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rounds.data.district.problem import instead_of, shown
from rounds.data.text import clean_line


def holiday_fault(country: str, region: str | None, language: str | None) -> tuple[str, str] | None:
    """The key of `calendar.toml` that the library cannot serve, and what would be right; None where all is well."""
    import holidays

    known = holidays.list_supported_countries(include_aliases=False)
    if country not in known:
        return "holidays_country", f"no holidays are known of '{shown(country)}'; {instead_of(country, known)}"
    if region and region not in known[country]:
        return "holidays_region", f"{country} has no region '{shown(region)}'; {instead_of(region, known[country])}"
    languages = holidays.list_localized_countries().get(country, [])
    if language and language not in languages:
        mend = instead_of(language, languages) if languages else "leave the key out"
        return "holidays_language", f"no names in '{shown(language)}' for {country}; {mend}"
    return None


def holiday_days(country: str, region: str | None, language: str | None, years: Iterable[int]) -> dict[date, str]:
    """The public holidays of these years with their names, days taken instead of a weekend's included."""
    import holidays

    found = holidays.country_holidays(country, subdiv=region, years=list(years), language=language)
    # A holiday of the next year that is taken in December comes with this year; it belongs here all the same.
    return {day: clean_line(name) for day, name in sorted(found.items())}
