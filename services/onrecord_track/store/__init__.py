"""Track's SQL that writes: utterances as they are told, topics as they are met. The only writer of these tables."""
