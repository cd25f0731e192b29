pub use interleaving::harness;
