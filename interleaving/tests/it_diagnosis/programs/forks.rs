use interleaving::sync::Mutex;

pub(crate) struct Table {
    forks: Vec<Mutex<()>>,
}

impl Table {
    pub(crate) fn new(seats: usize) -> Self {
        Self { forks: (0..seats).map(|_| Mutex::new(())).collect() }
    }

    pub(crate) fn eat(&self, seat: usize) {
        let _left = self.forks[seat].lock().unwrap();
        let _right = self.forks[(seat + 1) % self.forks.len()].lock().unwrap();
    }
}

pub(crate) struct Pair {
    pub(crate) first: Mutex<i32>,
    pub(crate) second: Mutex<i32>,
}

impl Pair {
    pub(crate) fn new() -> Self {
        Self { first: Mutex::new(1), second: Mutex::new(2) }
    }

    pub(crate) fn sum(&self) -> i32 {
        let first = self.first.lock().unwrap();
        let second = self.second.lock().unwrap();
        *first + *second
    }

    pub(crate) fn difference(&self) -> i32 {
        let second = self.second.lock().unwrap();
        let first = self.first.lock().unwrap();
        *second - *first
    }

    pub(crate) fn twice(&self) -> i32 {
        let first = self.first.lock().unwrap();
        *first + *self.first.lock().unwrap()
    }

    pub(crate) fn both(&self, in_order: bool) {
        let (one, other) = if in_order { (&self.first, &self.second) } else { (&self.second, &self.first) };
        let _one = one.lock().unwrap();
        while other.try_lock().is_err() {
            interleaving::thread::yield_now();
        }
    }
}
