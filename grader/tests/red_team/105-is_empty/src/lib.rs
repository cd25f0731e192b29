//! Is empty.
