"""Reads the tables for people: listings, the state of things, and the way of one article. Writes nothing."""
