"""Statements in; out come the utterance each belongs to, the verdict, the topics met and the alerts due."""
