"""The small grammars of single values: each function reads one text and returns its meaning, or a complaint.

It knows how a duration, a target or a date is written. It must not know where in an agreement the text stands.
"""
