"""Parts that pages share: theme, question form, map, downloads, tables."""
