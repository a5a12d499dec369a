"""The object database: opened by URI, brought forward by named evolution steps."""
