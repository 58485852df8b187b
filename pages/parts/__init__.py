"""What pages share. A part is imported once, so it only defines: it draws when it is called."""
