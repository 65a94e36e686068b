"""Links between papers, and the networkx graphs of a knowledge graph."""
