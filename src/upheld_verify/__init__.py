"""The verifier: from one bundle and what a client already holds to an answer, offline, with nothing of a server.

It knows the questions, their order and how to say the answers; the hash tree, signatures, facts, measures and money it
takes from the pure rooms. It must not write, ask the network, or read a clock. Entry function: `upheld_verify.verify`.
"""
