"""What the desks of officials show and ask beyond a page: checks of materials, steps with their forms."""
