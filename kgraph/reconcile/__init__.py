"""Ids for the lexicon's names, from a service that knows them: ask, let a person decide, write what was accepted."""
