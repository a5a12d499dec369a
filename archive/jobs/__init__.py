"""The outbox's runner and the pool that works on bytes."""
