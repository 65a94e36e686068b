"""Find records of papers, and fetch papers, with the APIs of services on the web."""
