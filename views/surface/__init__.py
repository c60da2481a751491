"""The page of the advantage surface: who wins where."""
