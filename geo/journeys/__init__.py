"""Questions and answers: the atlas, comparisons, analysis, and the JSON of an answer."""
