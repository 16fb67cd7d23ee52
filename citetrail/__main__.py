"""`python -m citetrail`: the same as the script."""

from citetrail.cli import main

main()
