"""Lost and damaged files, one by one, in a copy of the program."""
