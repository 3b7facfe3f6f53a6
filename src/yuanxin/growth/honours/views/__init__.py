"""Pages on which titles and honours are entered."""
