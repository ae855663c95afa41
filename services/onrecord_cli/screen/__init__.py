"""Takes rows and articles; gives what a person sees in a terminal of 80 columns or more, and JSON for machines."""
