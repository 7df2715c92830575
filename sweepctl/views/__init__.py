"""How nouns look: as text, as JSON, as charts, and in place on a terminal; they see nothing but `model`."""
