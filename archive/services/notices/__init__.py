"""Notices (inbox): every step that concerns somebody is told there, and by mail or SMS where that is set."""
