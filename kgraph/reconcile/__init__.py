"""Find outside ids for the names of a lexicon: query a service, review, accept."""
