"""What a person sees: licences, labels, pictures. Takes plain values only."""
