"""The evidence log: what was done, in a form that others can check. The format: docs/spec/evidence.md.

In order of dependence:
  errors     what can go wrong
  merkle     RFC 6962 hashes and proofs
  strict     base64, numbers: one spelling only
  note       keys, signed notes, checkpoints
  people     whom an entry concerns, without saying so
  entry      an entry and its canonical spelling
  tiles      the tree as tiles and bundles
  tables     where our state keeps it
  log        append, read, change the key, destroy the links to people
  receipts   what one person gets, and how it is verified
  publish    the log as files
  verify     the files, verified
  keys       the private key's file
"""
