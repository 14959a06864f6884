"""Our plain-text form: what people edit in any editor and keep in git. Reading and writing are exact inverses."""

from shishin.texts.text_form.folders import LIMIT, files_of, is_our_folder, read_files, read_folder, write_folder
from shishin.texts.text_form.normalising import is_normalised, normalise, normalise_body, normalise_heading
from shishin.texts.text_form.reading import read_clauses
from shishin.texts.text_form.sheets import decode, read_document_sheet, read_edition_sheet, write_document_sheet, write_edition_sheet
from shishin.texts.text_form.writing import write_clauses

__all__ = [
    "LIMIT",
    "decode",
    "files_of",
    "is_normalised",
    "is_our_folder",
    "normalise",
    "normalise_body",
    "normalise_heading",
    "read_clauses",
    "read_document_sheet",
    "read_edition_sheet",
    "read_files",
    "read_folder",
    "write_clauses",
    "write_document_sheet",
    "write_edition_sheet",
    "write_folder",
]
