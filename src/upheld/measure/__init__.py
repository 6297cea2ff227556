"""The measuring room: agreement, verified facts and a window go in, exact measurements come out.

It knows the named, versioned measures (`availability/1`, `elapsed/1`, `share/1`, `ratio/1`, `count/1`, `delivery/1`)
and the order of
computation of the semantics page. It must not read a file or a clock, draw a random number, or know money.
Entry function: `upheld.measure.registry.measure_promise`.
"""
