"""newscrawl: what was published, where it really came from, when, and which story it belongs to."""
