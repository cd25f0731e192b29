//! [`std::hint`].

/// [`std::hint::spin_loop`]: says that the thread waits for another. Modelled as a yield.
#[track_caller]
pub fn spin_loop() {
    crate::thread::yield_now();
}
