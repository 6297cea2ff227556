"""Upptime: the checks that its history of commits records, as states of sites."""
