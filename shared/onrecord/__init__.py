"""What every service shares: message contracts, the database, the broker, logs and the guarded web."""
