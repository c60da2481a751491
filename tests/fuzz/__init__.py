"""Generated questions that no one thought of: a hundred each time, ten thousand once a week."""
