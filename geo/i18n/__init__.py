"""Languages: locale, messages and catalogs."""
