"""XES: event logs of process mining (IEEE 1849), read safely, by a mapping file."""
