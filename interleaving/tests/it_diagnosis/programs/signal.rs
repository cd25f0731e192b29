use interleaving::sync::atomic::{AtomicBool, Ordering::SeqCst};
use interleaving::sync::{Condvar, Mutex};

pub(crate) struct Signal {
    pub(crate) ready: Mutex<bool>,
    pub(crate) changed: Condvar,
    pub(crate) flag: AtomicBool,
}

impl Signal {
    pub(crate) fn new() -> Self {
        Self { ready: Mutex::new(false), changed: Condvar::new(), flag: AtomicBool::new(false) }
    }

    pub(crate) fn give(&self) {
        *self.ready.lock().unwrap() = true;
        self.changed.notify_one();
    }

    pub(crate) fn wait_without_looking(&self) {
        let ready = self.ready.lock().unwrap();
        let _ready = self.changed.wait(ready).unwrap();
    }

    pub(crate) fn wait_with_if(&self) {
        let mut ready = self.ready.lock().unwrap();
        if !*ready {
            ready = self.changed.wait(ready).unwrap();
        }
        assert!(*ready, "went on before the signal");
    }

    pub(crate) fn wait(&self) {
        let ready = self.ready.lock().unwrap();
        let _ready = self.changed.wait_while(ready, |ready| !*ready).unwrap();
    }

    pub(crate) fn raise(&self) {
        self.flag.store(true, SeqCst);
        self.changed.notify_all();
    }

    pub(crate) fn wait_for_flag(&self) {
        let mut ready = self.ready.lock().unwrap();
        while !self.flag.load(SeqCst) {
            ready = self.changed.wait(ready).unwrap();
        }
    }

    pub(crate) fn spin_for_flag(&self) {
        while !self.flag.load(SeqCst) {
            interleaving::hint::spin_loop();
        }
    }
}

/// A hand-written semaphore, which notifies only if there was no permit.
pub(crate) struct Permits {
    permits: Mutex<usize>,
    changed: Condvar,
}

impl Permits {
    pub(crate) fn new(permits: usize) -> Self {
        Self { permits: Mutex::new(permits), changed: Condvar::new() }
    }

    pub(crate) fn wait(&self) {
        let mut permits = self.permits.lock().unwrap();
        while *permits == 0 {
            permits = self.changed.wait(permits).unwrap();
        }
        *permits -= 1;
    }

    pub(crate) fn signal(&self) {
        let mut permits = self.permits.lock().unwrap();
        *permits += 1;
        if *permits == 1 {
            self.changed.notify_one();
        }
    }
}
