pub use interleaving as library;
