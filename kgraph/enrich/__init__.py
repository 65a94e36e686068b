"""Give papers what they lack, such as year, authors and venue, from other records of them."""
