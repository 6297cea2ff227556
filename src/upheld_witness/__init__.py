"""The witness: a third party that keeps the head of each ledger it knows, cosigns what extends it, and refuses forks.

It knows heads and proofs, never entries. Entry functions: `store.Store`, `witness.cosign`, `server.server_at`.
"""
