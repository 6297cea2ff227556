"""The observing room: what other systems say becomes facts.

It knows the formats of sources, one copyable folder per kind. It must not reach the server's tables, decide what a
fact means for a promise, or invent what its source does not say: that is listed in the report. Entry function:
`upheld.observe.registry.import_source`.
"""
