"""Training the mention model with torch; `kgraph train` and training/ import it, nothing else."""
