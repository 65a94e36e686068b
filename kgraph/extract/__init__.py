"""Text in, spans out: spaCy components propose candidates, and the last one chooses."""
