"""Tickets: any CSV log with one row for each status of each ticket, by a mapping file."""
