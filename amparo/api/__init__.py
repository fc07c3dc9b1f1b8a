"""The law over HTTP: what the command tells with --json, for programs. Public, and nothing is kept."""
