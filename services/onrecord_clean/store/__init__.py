"""Clean's SQL: what there is to clean, the cleaned texts, each outlet's furniture, stories. The only writer of these tables."""
