"""The commands of `portal`. Each module imports what it needs when it is called: `--help` has to be quick."""
