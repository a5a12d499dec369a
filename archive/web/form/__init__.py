"""The one form as pages: its steps, the names of its fields, and each field as a page shows it."""
