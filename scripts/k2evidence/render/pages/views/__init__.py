"""What templates are given that several pages share: frozen views, and the functions that build them."""
