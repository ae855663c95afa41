"""The demo: three newspapers of our own on loopback, and what a subscriber gets from them."""
