"""How often names occur in the papers of a field, against which a corpus is compared."""
