"""From government sites to the raw archive: what the servers sent, whole, and nothing about what it means."""
