"""The witness: a third party that keeps the head of each ledger it knows, cosigns what extends it, and refuses forks.

It knows heads and proofs, never entries. It must not read evidence. Entry functions: `upheld_witness.store.open_store`,
`upheld_witness.witness.cosign`, `upheld_witness.server.server_at`.
"""
