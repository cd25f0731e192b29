//! I have moved everything to this file, it got too long.
