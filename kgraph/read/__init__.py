"""Files and folders in, papers out: every odd record is reported with the decision taken about it."""
