"""The terminal door: parse a command line, call one query, render its answer. No rule and no write of its own."""
