"""Names: their spelling and key, the words around them that say nothing, short forms and ids."""
