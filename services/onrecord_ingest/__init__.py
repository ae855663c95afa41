"""Takes in what is due: feeds' addresses, articles' addresses. Gives out articles with their pages, and outcomes."""
