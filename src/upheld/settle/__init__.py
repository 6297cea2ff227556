"""The settling room: measurements go in, verdicts, credits, charges and the statement come out.

It knows targets, bands, the one-incident rule, caps and rounding. It must not use a float, render anything, or know
where
facts are kept. Entry function: `upheld.settle.state.state`.
"""
