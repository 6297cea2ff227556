"""ServiceNow: the audit log of incidents, one row for each update, as facts about work."""
