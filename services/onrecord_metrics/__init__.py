"""Takes in the database and the broker's queues; gives out figures for Prometheus. Reads, and writes nothing."""
