"""The demo: one low-risk factory project, from its form to three sealed licences."""
