"""Who somebody is: sessions, passwords, second factors, tokens of programs, identities from elsewhere."""
