"""What the ledger promises to be able to do, measured: ``make bench``."""
