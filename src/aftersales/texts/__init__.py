"""
Sentences for people: reasons in their language, with amounts, dates and numbers as they are written there.

The texts live in gettext catalogs (``locale/<locale>/LC_MESSAGES/aftersales.po``), read when first needed; a host adds
its own with `load_catalog`. A sentence is never mixed: where no catalog has it, it is English throughout, dates and
amounts included. Only this package imports Babel, and only inside its functions.
"""

from .catalogs import Catalog, LocaleInfo, load_catalog, locales, placeholders
from .formats import country_name, format_date, format_money
from .sentences import format_value, render, sentence_list

__all__ = [
    "Catalog",
    "LocaleInfo",
    "country_name",
    "format_date",
    "format_money",
    "format_value",
    "load_catalog",
    "locales",
    "placeholders",
    "render",
    "sentence_list",
]
