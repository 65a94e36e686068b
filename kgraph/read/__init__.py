"""Read files and folders into papers; every problem is reported with the decision taken."""
