"""The nouns: the only place where a field is named. One noun a file, declared in SQLModel."""
