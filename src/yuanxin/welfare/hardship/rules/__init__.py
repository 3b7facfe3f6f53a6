"""The rules of hardship files and relief (C06): what is declared, what comes of it, how much may be given."""
