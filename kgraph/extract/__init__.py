"""Text in, spans out: a spaCy pipeline whose components propose candidates and one policy that chooses."""
