use interleaving::sync::Mutex;

/// A balance that is stored elsewhere.
pub(crate) trait Link {
    fn read(&self) -> u64;
    fn write(&self, balance: u64);
}

/// Locks the write but not the read.
pub(crate) fn deposit(link: &impl Link, lock: &Mutex<()>, amount: u64) {
    let balance = link.read();
    let _held = lock.lock().unwrap();
    link.write(balance + amount);
}
