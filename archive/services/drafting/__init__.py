"""The one form: what it asks, drafts of it, files uploaded in pieces, and the application that it becomes."""
