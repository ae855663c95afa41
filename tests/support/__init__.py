"""Real servers on loopback, started with `with`, and waiting without sleeping."""
