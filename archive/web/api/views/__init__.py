"""What answers each operation: it reads what was given, asks a service, and presents."""
