//! Guessing a text's delimiter, header, decimal mark and column kinds from its beginning.
