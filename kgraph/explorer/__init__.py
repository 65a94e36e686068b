"""The explorer: the data, the markup, the style and the scripts of the HTML page."""
