"""Couriers: what takes a notice out of the house, by mail, SMS or whatever an authority has."""
