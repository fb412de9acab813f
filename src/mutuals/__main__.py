"""`python -m mutuals` is the command `mutuals`."""

from mutuals.cli.app import main

if __name__ == "__main__":
    main()
