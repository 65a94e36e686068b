"""Gold and predictions in, measures out: how good the extraction is, on anybody's annotations."""
