"""The query language of topics: one line of text in, an expression out, and back to text."""
