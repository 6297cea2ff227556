"""The evidence room: what happened, as typed facts with two times, ready to be measured and impossible to change.

It knows the kinds of fact, the files they come in, and the digest that names a set of them. It must not know what a
fact means for a promise, read a clock, or import an agreement. Entry functions: `upheld.evidence.read.read_facts`,
`upheld.evidence.write.write_facts`.
"""
