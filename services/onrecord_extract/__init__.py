"""Takes in an article's clean text; gives out its entities and its statements: who said what."""
