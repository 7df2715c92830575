"""The nouns: frozen data, named once, used alike in code, command line, JSON and README."""
