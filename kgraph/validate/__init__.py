"""Whether an export says what the shapes demand, and whether the files of a build agree with each other."""
