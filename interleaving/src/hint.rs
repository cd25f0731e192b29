//! [`std::hint`].

/// Tells that the thread waits for another; modelled as a yield.
#[track_caller]
pub fn spin_loop() {
    crate::thread::yield_now();
}
