"""The agreements room: the language in which one revision of one agreement is written, read, checked and explained.

It knows the words of the language, the profile a revision may adopt, and the frozen `Agreement`. It must not know how
a promise is measured, where evidence is kept, or what time it is. Entry functions:
`upheld.agreements.load.load_agreement` (file in, agreement or all its problems out),
`upheld.agreements.explain.explain`, `upheld.agreements.schema.json_schema`.
"""
