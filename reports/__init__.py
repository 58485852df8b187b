"""The same figures as printed sheets, and the small drawings that pages share with them."""
