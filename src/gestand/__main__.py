"""`python -m gestand` is the command `gestand`."""

from gestand.cli import main

main()
