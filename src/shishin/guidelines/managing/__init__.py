"""Managing: families, documents, numbering schemes and comparison profiles, kept on pages."""
