"""Evolution steps of the database, named by date and purpose."""
