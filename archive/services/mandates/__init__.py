"""Mandates (授权委托): who may act for a principal, in which affairs, until when."""
