"""How much papers are about the entities that they mention."""
