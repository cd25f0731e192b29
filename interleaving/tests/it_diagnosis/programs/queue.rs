use interleaving::sync::{Condvar, Mutex};
use std::collections::VecDeque;

pub(crate) struct Queue {
    items: Mutex<VecDeque<i32>>,
    filled: Condvar,
}

impl Queue {
    pub(crate) fn new() -> Self {
        Self { items: Mutex::new(VecDeque::new()), filled: Condvar::new() }
    }

    pub(crate) fn put(&self, item: i32) {
        self.items.lock().unwrap().push_back(item);
        self.filled.notify_one();
    }

    pub(crate) fn take_with_if(&self) -> i32 {
        let mut items = self.items.lock().unwrap();
        if items.is_empty() {
            items = self.filled.wait(items).unwrap();
        }
        items.pop_front().unwrap()
    }

    pub(crate) fn take(&self) -> i32 {
        let items = self.items.lock().unwrap();
        let mut items = self.filled.wait_while(items, |items| items.is_empty()).unwrap();
        items.pop_front().unwrap()
    }

    pub(crate) fn take_in_two_steps(&self) -> Option<i32> {
        if self.items.lock().unwrap().is_empty() {
            return None;
        }
        let item = self.items.lock().unwrap().pop_front();
        Some(item.unwrap())
    }
}
