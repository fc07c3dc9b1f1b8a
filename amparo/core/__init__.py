"""What all desks stand on: cities, people, the vault, the audit, messages and work in the background."""
