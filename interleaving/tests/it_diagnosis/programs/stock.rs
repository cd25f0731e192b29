use interleaving::sync::{Mutex, Semaphore};

pub(crate) struct Stock {
    pub(crate) places: Semaphore,
    pub(crate) left: Mutex<i32>,
}

impl Stock {
    pub(crate) fn new(places: usize) -> Self {
        Self { places: Semaphore::new(places), left: Mutex::new(5) }
    }

    pub(crate) fn enter_and_stay(&self) {
        self.places.wait();
        *self.left.lock().unwrap() -= 1;
    }

    pub(crate) fn enter(&self, inside: impl FnOnce()) {
        self.places.wait();
        inside();
        self.places.signal();
    }

    pub(crate) fn enter_and_signal_twice(&self, inside: impl FnOnce()) {
        self.places.wait();
        inside();
        self.places.signal();
        self.places.signal();
    }

    pub(crate) fn leave_locked(&self) {
        std::mem::forget(self.left.lock().unwrap());
    }

    pub(crate) fn sell_last(&self) {
        let mut left = self.left.lock().unwrap();
        if *left == 5 {
            std::mem::forget(left);
        } else {
            *left -= 1;
        }
    }
}

pub(crate) struct Done {
    pub(crate) done: Semaphore,
}

impl Done {
    pub(crate) fn wait_for_both(&self) {
        self.done.wait();
        self.done.wait();
    }

    pub(crate) fn tell(&self) {
        self.done.signal();
    }
}

/// A letterbox in which a taker waits for a letter while it holds the lock.
pub(crate) struct Letterbox {
    letters: Mutex<u32>,
    count: Semaphore,
}

impl Letterbox {
    pub(crate) fn new() -> Self {
        Self { letters: Mutex::new(0), count: Semaphore::new(0) }
    }

    pub(crate) fn take(&self) {
        let mut letters = self.letters.lock().unwrap();
        self.count.wait();
        *letters -= 1;
    }

    pub(crate) fn put(&self) {
        *self.letters.lock().unwrap() += 1;
        self.count.signal();
    }
}
