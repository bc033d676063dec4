"""Exit codes of every command, as the contract fixes them."""

OK = 0
NEEDS_A_PERSON = 1
USAGE = 2
LOCKED = 75  # EX_TEMPFAIL: another run holds the lock, try again later
