"""Bulk issues by a page: rehearsed, sent, worked through by the runner, told of row by row."""
