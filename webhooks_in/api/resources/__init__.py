"""One file for each kind of thing that programs may ask about; its ``ROUTES`` are its routes."""
