"""One module per command, or per group of them: reads what was typed, calls what does it, prints what came out."""
