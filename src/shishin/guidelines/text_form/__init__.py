"""Our plain-text form: what people edit in any editor and keep in git. Reading and writing are exact inverses."""

from shishin.guidelines.text_form.normalising import is_normalised, normalise, normalise_body, normalise_heading
from shishin.guidelines.text_form.reading import read_clauses
from shishin.guidelines.text_form.writing import write_clauses

__all__ = [
    "is_normalised",
    "normalise",
    "normalise_body",
    "normalise_heading",
    "read_clauses",
    "write_clauses",
]
